/** The command line as it is used: a process, its output, its exit code. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATABASE, MASTER_KEY } from '../store/folder.ts'
import { migrate, migrationNames } from '../store/migrations.ts'
import { openSqlite } from '../store/sqlite.ts'
import { get } from '../testing/asking.ts'
import { SLOW, startProcess } from '../testing/process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const start = (args: string[], env: Record<string, string> = {}) =>
  startProcess(args, { DATA_DIR: join(folder, 'data'), ...env })

test(
  'seed fills an empty folder and prints addresses and tokens that work',
  async () => {
    const seeded = await start(['seed', '--circles', '2', '--families', '3', '--hangouts', '2', '--json'])
      .ended
    expect(seeded).toMatchObject({ code: 0, error: '' })
    const { url, circles } = JSON.parse(seeded.out)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1/)
    expect(circles).toHaveLength(2)
    for (const circle of circles) {
      expect(circle.board).toBe(`board/${circle.id}/1`)
      expect(circle.guardians).toHaveLength(3)
      expect(circle.guardians[0]).toEqual({
        id: expect.stringMatching(/^gua_/),
        name: expect.any(String),
        role: 'organizer',
        family: expect.stringMatching(/^fam_/),
        token: expect.stringMatching(/^[\w-]{43}$/),
      })
      expect(circle.hangouts).toHaveLength(2)
      const [hangout] = circle.hangouts
      expect(hangout).toMatchObject({ plan: `plan/${hangout.id}/1`, play: `play/${hangout.id}/1` })
    }
    const again = await start(['seed']).ended
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.error).toMatch(/^The data folder .* is not empty: .*\n$/)

    const server = start(['serve'], { LOG_LEVEL: 'silent' })
    const address = /at (http\S+)/.exec(await server.says(/at http\S+\n/))?.[1] ?? ''
    const [circle] = circles
    const page = await get(
      { url: address, token: circle.guardians[1].token },
      `/api/hangouts/${circle.hangouts[0].id}`,
    )
    expect(page.json).toMatchObject({ part: 'guest', plan: circle.hangouts[0].plan })
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, error: '' })
  },
  SLOW,
)

test(
  'a large seed is printed whole, also into a pipe',
  async () => {
    const args = ['seed', '--circles', '1', '--families', '480', '--hangouts', '1', '--json']
    const { code, out } = await start(args, { DATA_DIR: join(folder, 'large') }).ended
    expect(code).toBe(0)
    expect(out.length).toBeGreaterThan(65_536)
    const guardians = JSON.parse(out).circles.flatMap((circle: { guardians: unknown[] }) => circle.guardians)
    expect(guardians).toHaveLength(480)
  },
  SLOW,
)

test(
  'a server that was killed leaves a folder that the next one opens',
  async () => {
    const env = { DATA_DIR: join(folder, 'killed'), LOG_LEVEL: 'silent' }
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const server = start(['serve'], env)
      expect(await server.says(/at http/)).toMatch(/at http/)
      server.kill(signal)
      await server.ended
    }
  },
  SLOW,
)

test(
  'demo prints one personal link per person, each of which signs in, and leaves nothing behind',
  async () => {
    const tmp = await mkdtemp(join(folder, 'tmp-'))
    const demo = start(['demo', '--json'], { TMPDIR: tmp })
    const { url, people, hangout, circle } = JSON.parse(await demo.says(/\n$/))
    expect(people.map((person: { name: string; role: string }) => [person.name, person.role])).toEqual([
      ['Jelena', 'host'],
      ['Mara', 'guest'],
      ['Rafael', 'co-host'],
      ['Grace', 'organizer'],
      ['Idris', 'operator'],
    ])
    for (const { link, name, who } of people) {
      expect(who).toEqual(expect.any(String))
      const opened = await fetch(`${link.replace('/l/', '/api/links/')}/open`, {
        method: 'POST',
        headers: { Origin: url },
        redirect: 'manual',
      })
      const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      expect((await get({ url, cookie }, '/api/session')).json.guardian.name).toBe(name)
      expect((await get({ url, cookie }, `/api/hangouts/${hangout}`)).status).toBe(200)
      expect((await get({ url, cookie }, `/api/circles/${circle}`)).status).toBe(200)
    }
    demo.kill('SIGINT')
    expect(await demo.ended).toMatchObject({ code: 0, error: '' })
    expect(existsSync(tmp) && (await import('node:fs')).readdirSync(tmp)).toEqual([])
  },
  SLOW,
)

test(
  'serve on an empty folder prints the one way in, and points to the demo',
  async () => {
    const server = start(['serve'], { DATA_DIR: join(folder, 'empty') })
    const said = await server.says(/npm run demo\n/)
    expect(said).toMatch(
      /Nobody has set it up yet\. Open this link within an hour.*:\n\n {2}http\S+\/admin\/setup#[\w-]{43}\n/,
    )
    expect(said).toMatch(/with made-up people: npm run demo\n/)
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
  SLOW,
)

test(
  'what the operator can mend is one sentence and exit code 1',
  async () => {
    const taken = createServer()
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
    const port = String((taken.address() as AddressInfo).port)
    const stories: [args: string[], env: Record<string, string>, sentence: RegExp][] = [
      [
        ['serve'],
        { PORT: port, DATA_DIR: join(folder, 'other') },
        /^Port \d+ is taken: stop what is using it, or set PORT to another number\.\n$/,
      ],
      [
        ['serve'],
        { DATA_DIR: '/dev/null/data' },
        /^The data folder \/dev\/null\/data can't be written: .*\n$/,
      ],
      [['serve'], { PORT: 'x' }, /^PORT must be a whole number from 0 to 65535, not "x": .*\n$/],
      [
        ['serve'],
        { HOST: '203.0.113.7', DATA_DIR: join(folder, 'other') },
        /^Can't listen on 203\.0\.113\.7 .*\n$/,
      ],
      [['dance'], {}, /^There is no command "dance": "sidegate help" lists them\.\n$/],
      [['seed', '--circles', 'many'], {}, /^--circles takes a whole number .*\n$/],
      [['demo', '--loud'], {}, /^Unknown option '--loud': "sidegate help" lists the options\.\n$/],
      [['doctor', 'now'], {}, /^"now" is one word too many: .*\n$/],
      [['backup'], {}, /^"sidegate backup" takes the name of a file: .*\n$/],
      [['restore'], {}, /^"sidegate restore" takes the name of a file: .*\n$/],
      [['restore', '/nowhere'], {}, /^There is no file \/nowhere: .*\n$/],
      [['backup', 'a', 'b'], {}, /^"sidegate backup" takes one file, and "b" is a second one\.\n$/],
    ]
    for (const [args, env, sentence] of stories) {
      const { code, out, error } = await start(args, env).ended
      expect([code, out]).toEqual([1, ''])
      expect(error).toMatch(sentence)
    }
    taken.close()
  },
  SLOW,
)

test(
  'help tells the commands',
  async () => {
    const { code, out } = await start(['help']).ended
    expect(code).toBe(0)
    for (const command of ['serve', 'demo', 'seed', 'doctor', 'backup', 'restore', 'help'])
      expect(out).toContain(`sidegate ${command}`)
  },
  SLOW,
)

test(
  'an older house is upgraded, and its log says where it is kept as it was; a newer one is refused (P20)',
  async () => {
    const dataDir = join(folder, 'old')
    mkdirSync(dataDir, { mode: 0o700 })
    const file = join(dataDir, DATABASE)
    const old = openSqlite(file)
    await migrate(old.db, migrationNames[0])
    await old.db.destroy()
    writeFileSync(join(dataDir, MASTER_KEY), new Uint8Array(32), { mode: 0o600 })

    const server = start(['serve'], { DATA_DIR: dataDir })
    const said = await server.says(/at http/)
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, error: '' })
    const kept = `${file}.before-${migrationNames[1]}`
    expect(said).toContain(`"file":"${kept}"`)
    expect(existsSync(kept)).toBe(true)

    const newer = openSqlite(file)
    await newer.db.insertInto('migrations').values({ name: '9999-lighthouse', timestamp: '2031' }).execute()
    await newer.db.destroy()
    const refused = await start(['serve'], { DATA_DIR: dataDir }).ended
    expect([refused.code, refused.out]).toEqual([1, ''])
    expect(refused.error).toMatch(/^\S+ was written by a newer Sidegate \(9999-lighthouse\): [^\n]+\n$/)
  },
  SLOW,
)
