/** `sidegate invite` as it is used: beside a running server and without one. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DATABASE } from '../store/folder.ts'
import { openSqlite } from '../store/sqlite.ts'
import { get, send } from '../testing/asking.ts'
import { SLOW, startProcess } from '../testing/process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
})
afterEach(() => rm(folder, { recursive: true }))

const start = (args: string[], env: Record<string, string> = {}) =>
  startProcess(args, { DATA_DIR: folder, LOG_LEVEL: 'silent', ...env })
const seed = async () => {
  const seeded = await start(['seed', '--circles', '2', '--families', '3', '--json']).ended
  return JSON.parse(seeded.out).circles as { name: string; guardians: { id: string; name: string }[] }[]
}

test(
  'beside a running server: a link for a guardian by id, and a new operator, both let in at once',
  async () => {
    const [circle] = await seed()
    const server = start(['serve'])
    const url = /at (http\S+)/.exec(await server.says(/at http\S+\n/))?.[1] ?? ''
    const id = circle?.guardians[2]?.id ?? ''
    const invited = await start(['invite', id, '--json'], { PUBLIC_URL: url }).ended
    expect([invited.code, invited.error]).toEqual([0, ''])
    const told = JSON.parse(invited.out)
    expect(told).toEqual({
      id,
      name: circle?.guardians[2]?.name,
      circle: { id: expect.stringMatching(/^cir_/), name: circle?.name },
      operator: false,
      link: expect.stringMatching(new RegExp(`^${url}/l/[\\w-]{43}$`)),
    })
    const operator = await start(['invite', '--operator', 'Nadia', '--json'], { PUBLIC_URL: url }).ended
    const made = JSON.parse(operator.out)
    expect(made).toMatchObject({ name: 'Nadia', circle: null, operator: true })
    for (const [link, path, status] of [
      [told.link, '/api/session', 200],
      [told.link, '/api/admin/house', 404],
      [made.link, '/api/admin/house', 200],
    ] as const) {
      const opened = await send({ url }, `/api/links/${link.split('/').at(-1)}/open`, {})
      expect(opened.status).toBe(200)
      const cookie = /^sidegate=[^;]+/.exec(opened.headers.get('set-cookie') ?? '')?.[0] ?? ''
      expect([path, (await get({ url, cookie }, path)).status]).toEqual([path, status])
    }
    server.kill('SIGTERM')
    await server.ended
  },
  SLOW,
)

test(
  'without a name it is for the one operator; a name that several bear is asked about, in plain words',
  async () => {
    const circles = await seed()
    const only = await start(['invite']).ended
    expect(only.out).toMatch(/^A personal link for .+, in .+, operator\. /)
    const made = await start(['invite', '--operator', 'Nadia']).ended
    expect(made.out).toMatch(
      /^A personal link for Nadia, operator\. .+\n\n {2}http:\/\/127\.0\.0\.1\S*\/l\/[\w-]{43}\n/,
    )
    expect((await start(['invite', 'nadia']).ended).out).toMatch(/^A personal link for Nadia, operator\./)
    expect((await start(['invite']).ended).error).toMatch(/^\d people may be meant: say which by id\.\n/)

    const [first, second] = circles.map(({ guardians }) => guardians[0])
    const { db } = openSqlite(join(folder, DATABASE))
    const both = await db.selectFrom('guardians').select('id').execute()
    await db.destroy()
    expect(both.length).toBe(7)
    const name = first?.name ?? ''
    expect(second?.name).toBe(name)
    const several = await start(['invite', name.toLowerCase()]).ended
    expect(several.code).toBe(1)
    expect(several.error).toMatch(
      /^2 people may be meant: say which by id\.\n {2}gua_.+ in .+\n {2}gua_.+ in .+\n$/,
    )
    const one = await start(['invite', name, '--circle', circles[1]?.name ?? '', '--json']).ended
    expect(JSON.parse(one.out).id).toBe(second?.id)
    const nobody = await start(['invite', 'Nobody at all']).ended
    expect(nobody.error).toMatch(/^Nobody called "Nobody at all" is there: /)
  },
  SLOW,
)

test(
  'an empty house and one of another version say what to do, and nothing is changed',
  async () => {
    const none = await start(['invite']).ended
    expect(none.error).toMatch(/^There is no sidegate\.db in /)
    const server = start(['serve'])
    await server.says(/setup#/)
    expect((await start(['invite']).ended).error).toMatch(/^Nobody has set this house up yet: /)
    const { db } = openSqlite(join(folder, DATABASE))
    await db.insertInto('migrations').values({ name: '9999-lighthouse', timestamp: '2031' }).execute()
    await db.destroy()
    expect((await start(['invite']).ended).error).toMatch(/is of another version: stop it first/)
    server.kill('SIGTERM')
    await server.ended
  },
  SLOW,
)

test(
  'P26: an empty folder prints one setup link, on stdout alone, and a restart another',
  async () => {
    const links: string[] = []
    for (const _ of [1, 2]) {
      const server = start(['serve'], { LOG_LEVEL: 'debug' })
      const out = await server.says(/setup#\S+\n/)
      const [, url, token] = /(http\S+)\/admin\/setup#([\w-]{43})\n/.exec(out) ?? []
      for (const line of out.split('\n').filter((one) => one.startsWith('{')))
        expect(line).not.toContain(token)
      expect((await send({ url: url ?? '' }, '/api/setup/look', { token })).status).toBe(200)
      for (const before of links)
        expect((await send({ url: url ?? '' }, '/api/setup/look', { token: before })).status).toBe(404)
      links.push(token ?? '')
      server.kill('SIGTERM')
      const { error, out: all } = await server.ended
      expect([error, all.split(token ?? '').length]).toEqual(['', 2])
    }
  },
  SLOW,
)
