/**
 * P17, in a real process: a disk that takes nothing more. Where this user may mount, a small volume that is filled;
 * everywhere, a bound on file sizes that the kernel sets on the running server (prlimit), under which each write fails.
 * Edits are not taken and nobody is told they were; reading goes on; when there is room again all is saved by itself.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { createPhone, type Phone, until, words } from './phone.ts'
import { makeServer, type ServerProcess } from './server.ts'

const NOT_SAVING = 1013
const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' })

/** A volume of its own for the folder; null where this user may not mount. */
function mountSmall(megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'sidegate-small-'))
  if (run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder).status !== 0) {
    rmSync(folder, { recursive: true })
    return null
  }
  endings.push(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** The server writes meanwhile, so how much is free is no fixed number: written until nothing more is taken. */
function fillUp(folder: string, filler: string) {
  const page = new Uint8Array(4096)
  while (statfsSync(folder).bavail > 0)
    try {
      appendFileSync(filler, page)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
}

async function open(server: ServerProcess): Promise<[Phone, Phone]> {
  endings.push(() => server.remove())
  await server.start()
  const phones = server.guardians.slice(0, 2).map(({ token }) => {
    const phone = createPhone({ port: server.port, address: server.plan, token })
    endings.push(() => phone.hangUp())
    return phone
  })
  await until(() => phones.every((phone) => phone.isSaved), 'two phones')
  return phones as [Phone, Phone]
}

/** Types until the server says that it can't save. */
async function typeUntilRefused(phone: Phone, name: string) {
  let n = 0
  await until(
    () => {
      const [oldest] = words(phone.open.read().notes).filter((word) => word.startsWith(`<${name}`))
      if (phone.open.read().notes.length > 3000 && oldest) phone.erase(oldest)
      else phone.write(`<${name}${n++}${'x'.repeat(100)}>`)
      return phone.closes.includes(NOT_SAVING)
    },
    'told that nothing is saved',
    60_000,
  )
}

async function whileNothingIsSaved(server: ServerProcess, writer: Phone, reader: Phone) {
  const { acked } = writer
  expect(acked).toBeLessThan(writer.acts.length)
  // Nobody reads what the disk doesn't hold; what a newcomer reads, everybody has.
  const { token } = server.guardians[2] as { token: string }
  const newcomer = createPhone({ port: server.port, address: server.plan, token })
  await until(() => newcomer.provider.synced, 'reading goes on')
  const text = newcomer.open.read().notes
  const unsaved = writer.acts.slice(acked).flatMap(({ kind, word }) => (kind === 'write' ? [word] : []))
  expect(unsaved.filter((word) => words(text).includes(word))).toEqual([])
  await until(() => reader.open.read().notes === text, 'readers agree')
  newcomer.hangUp()
  const health = await fetch(`http://127.0.0.1:${server.port}/readyz`)
  expect(health.status).toBe(503)
}

async function afterwards(server: ServerProcess, writer: Phone, reader: Phone) {
  await until(() => writer.isSaved, 'saved by itself', 60_000)
  await until(() => reader.open.read().notes === writer.open.read().notes, 'the reader has it')
  expect([writer.refused, reader.refused]).toEqual([[], []])
  await server.kill()
  const database = new DatabaseSync(join(server.dataDir, 'sidegate.db'))
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  await server.start()
  const { token } = server.guardians[3] as { token: string }
  const newcomer = createPhone({ port: server.port, address: server.plan, token })
  await until(() => newcomer.provider.synced, 'loaded from disk')
  expect(newcomer.open.read()).toEqual(writer.open.read())
  newcomer.hangUp()
}

test('writes fail from one moment on (a bound on file sizes), and go on later', async () => {
  const server = await makeServer()
  const [writer, reader] = await open(server)
  const limit = (bytes: string) => {
    const { status, stderr } = run(
      'prlimit',
      '--pid',
      String(server.child?.pid),
      `--fsize=${bytes}:unlimited`,
    )
    if (status !== 0) throw new Error(stderr)
  }
  limit('0')
  await typeUntilRefused(writer, 'a')
  await whileNothingIsSaved(server, writer, reader)
  limit('unlimited')
  await afterwards(server, writer, reader)
}, 120_000)

test('a volume that is full, and has room again', async ({ skip }) => {
  const folder = mountSmall(6)
  if (!folder) return skip('this user may not mount')
  const server = await makeServer({ dataDir: join(folder, 'house') })
  const [writer, reader] = await open(server)
  const filler = join(folder, 'somebody-elses-photos')
  fillUp(folder, filler)
  await typeUntilRefused(writer, 'b')
  await whileNothingIsSaved(server, writer, reader)
  rmSync(filler)
  await afterwards(server, writer, reader)
}, 120_000)

test('a folder that can only be read: the server says so and does not start; afterwards it does', async ({
  skip,
}) => {
  const folder = mountSmall(6)
  if (!folder) return skip('this user may not mount')
  const server = await makeServer({ dataDir: join(folder, 'house') })
  const [writer] = await open(server)
  writer.write('<kept>')
  await until(() => writer.isSaved, 'saved')
  await server.terminate()
  execFileSync('mount', ['-o', 'remount,ro', folder])
  await expect(server.start()).rejects.toThrow("can't be written")
  execFileSync('mount', ['-o', 'remount,rw', folder])
  await server.start()
  await until(() => writer.isSaved && writer.open.read().notes.includes('<kept>'), 'all as it was')
}, 60_000)
