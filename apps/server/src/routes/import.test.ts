import { find } from '@sidegate/core/testing/room-12'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DryRun } from '../projections/import-plan.ts'
import { type Asking, ask, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { xlsxOf } from '../testing/xlsx.ts'

let house: House
let grace: Asking
const at = (path: string, circleId = house.room.id) => `/api/admin/circles/${circleId}/${path}`

beforeEach(async () => {
  house = await startHouse()
  grace = { url: house.url, token: await house.signIn('Grace') }
  return () => house.stop()
})

const read = (bytes: string | Buffer, who = grace) =>
  ask(who, at('import/read'), { method: 'POST', body: new Uint8Array(Buffer.from(bytes)) })

interface List {
  rows: string[][]
  headerRow: number | null
  columns: string[]
  decisions: Record<string, string>
}
async function listOf(bytes: string | Buffer): Promise<List> {
  const { json } = await read(bytes)
  const columns = json.columns.map(({ meaning }: { meaning: string }) => meaning)
  return { rows: json.rows, headerRow: json.headerRow, columns, decisions: {} }
}
const plan = async (list: List): Promise<DryRun> => (await send(grace, at('import/plan'), list)).json
const applying = (list: List, digest: string, signal?: AbortSignal) =>
  fetch(house.url + at('import/apply'), {
    method: 'POST',
    headers: { Authorization: `Bearer ${grace.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...list, digest }),
    ...(signal && { signal }),
  })
async function apply(list: List, digest: string) {
  const text = await (await applying(list, digest)).text()
  return {
    lines: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  }
}
/** `answers`: what is chosen for questions of a kind. */
async function bringIn(bytes: string | Buffer, answers: Record<string, string> = {}) {
  const list = await listOf(bytes)
  for (const { key, kind } of (await plan(list)).questions)
    if (answers[kind]) list.decisions[key] = answers[kind]
  const dry = await plan(list)
  return { list, dry, ...(await apply(list, dry.digest)) }
}

const notInYet = (name: string) =>
  house.store.sqlite.db
    .updateTable('guardians')
    .set({ joined_at: null })
    .where('id', '=', find(house.room.guardians, name).id)
    .execute()

const NEW =
  'Student,DOB,Likes,Mother,E-mail,Phone\nNoor Haddad,3/14/2015,trains,Samira Haddad,samira@example.org,+1 555 010 0140\n'

test('from a file to a family in the circle: read, dry run, applied', async () => {
  const { json } = await read(NEW)
  expect(json).toMatchObject({
    headerRow: 0,
    source: { kind: 'text', encoding: 'utf-8', separator: ',' },
    columns: [
      { header: 'Student', meaning: 'kid-full' },
      { header: 'DOB', meaning: 'refused-birth-date' },
      { header: 'Likes', meaning: 'refused-likes' },
      { header: 'Mother', meaning: 'guardian-1-full' },
      { header: 'E-mail', meaning: 'guardian-1-email' },
      { header: 'Phone', meaning: 'guardian-1-phone' },
    ],
  })
  const { dry, lines } = await bringIn(NEW)
  expect(dry.counts).toMatchObject({ kids: 1, guardians: 1, unclear: 0 })
  const circle = await get(grace, at('people'))
  expect(lines.at(-1)).toMatchObject({ imported: { kids: 1, guardians: 1 } })
  expect(circle.text).toContain('Noor’s family')
  const guardian = await house.store.sqlite.db
    .selectFrom('guardians')
    .select(['id', 'joined_at'])
    .where('email_index', '=', house.store.emailIndex('Samira@example.org'))
    .executeTakeFirstOrThrow()
  expect(guardian.joined_at).toBeNull()
})

test('birth dates and what a kid likes are gone before the page sees them (house rules 1 and 11)', async () => {
  const { text } = await read(NEW)
  expect(text).not.toMatch(/3\/14|trains/)
  // Whoever sends them all the same, under another meaning, gets no further: there is none for them.
  const refused = await send(grace, at('import/plan'), {
    rows: [
      ['Student', 'Likes'],
      ['Noor', 'trains'],
    ],
    headerRow: 0,
    columns: ['kid-full', 'wish'],
    decisions: {},
  })
  expect([refused.status, refused.json]).toEqual([400, { error: 'invalid', fields: { columns: 'invalid' } }])
})

test('a dry run writes nothing, and what comes twice is there once', async () => {
  const before = await house.store.classLists.present(house.room.id)
  await plan(await listOf(NEW))
  expect(await house.store.classLists.present(house.room.id)).toEqual(before)
  await bringIn(NEW)
  const once = await house.store.classLists.present(house.room.id)
  const { dry } = await bringIn(NEW)
  expect(dry.counts).toMatchObject({ kidsBy: { new: 0, same: 1 }, guardiansBy: { new: 0, same: 1 } })
  expect(await house.store.classLists.present(house.room.id)).toEqual(once)
})

test('a new kid is on the lists that the whole circle is on', async () => {
  await bringIn(NEW)
  const kids = await house.store.lists.roster(house.hangoutId)
  expect(kids.find(({ name }) => name === 'Noor')?.listed).toBe(true)
})

test('what is written is what was seen: after a change in the circle it is to be looked at again', async () => {
  const list = await listOf(NEW)
  const { digest } = await plan(list)
  await bringIn('Student,Mother,E-mail\nSami Haddad,Samira Haddad,samira@example.org\n')
  expect((await apply(list, digest)).lines).toEqual([{ error: 'changed-since' }])
  const again = await plan(list)
  expect(again.families.find(({ standing }) => standing === 'changed')?.guardians).toMatchObject([
    { name: 'Samira' },
  ])
  expect((await apply(list, again.digest)).lines.at(-1)).toHaveProperty('imported')
})

test('a list of next month fills in an address of who is not in yet', async () => {
  await notInYet('Mara')
  const { dry } = await bringIn('Student,Mother,E-mail\nTessa,Mara,mara@example.org\n')
  expect(dry.counts).toMatchObject({ unclear: 0, guardiansBy: { new: 0, changed: 1 } })
  const { homes, guardians } = await house.store.classLists.present(house.room.id)
  const mara = find([...guardians], 'Mara')
  expect(mara.email).toBe('mara@example.org')
  expect(homes.find(({ id }) => id === mara.homeId)?.name).toBe("Tessa's family")
})

test('no list decides where the codes of somebody who is in go, or of an organizer or an operator', async () => {
  await notInYet('Idris')
  await bringIn(
    'Student,Mother,E-mail\nBennett,Grace,not-grace@example.org\nMalik,Idris,not-idris@example.org\nTessa,Mara,not-mara@example.org\n',
  )
  const { guardians } = await house.store.classLists.present(house.room.id)
  expect(guardians.flatMap(({ email }) => email ?? [])).toEqual([])
})

test('an organizer sees no contact of who is there already', async () => {
  await notInYet('Mara')
  await bringIn('Student,Mother,E-mail,Phone\nTessa,Mara,mara@example.org,555 010 0101\n')
  const { text } = await send(
    grace,
    at('import/plan'),
    await listOf('Student,Mother,Father\nTessa,Mara,Joost\n'),
  )
  expect(text).toContain('Mara')
  expect(text).not.toMatch(/mara@example|555 010/)
})

test('a family that is here reads of it when somebody is added to it; a kid’s other home does not', async () => {
  await notInYet('Mara')
  await bringIn(
    'Student,Mother,Mother e-mail,Other guardian\nTessa,Mara,mara@example.org,Els Visser\nIda,Mara,mara@example.org,\n',
    { home: 'one-home' },
  )
  const family = find(house.room.families, "Tessa's family").id
  const rows = await house.store.sqlite.db
    .selectFrom('audit')
    .select(['act', 'family_id'])
    .where('circle_id', '=', house.room.id)
    .orderBy('id')
    .execute()
  expect(rows.map(({ act, family_id }) => [act, family_id])).toEqual([
    ['email-changed', family],
    ['guardian-added', family],
    ['kid-linked', null],
    ['kid-added', family],
    ['list-imported', null],
  ])
})

test('bringing in wants a proof of this hour, for it says who answers for whom', async () => {
  const list = await listOf(NEW)
  const { digest } = await plan(list)
  house.clock.now += 61 * 60 * 1000
  expect((await applying(list, digest)).status).toBe(403)
})

test('the audit has counts, and nobody’s name', async () => {
  await bringIn(NEW)
  const rows = await house.store.sqlite.db
    .selectFrom('audit')
    .selectAll()
    .where('act', '=', 'list-imported')
    .execute()
  expect(rows).toMatchObject([
    { circle_id: house.room.id, by_guardian_id: find(house.room.guardians, 'Grace').id },
  ])
  expect(JSON.parse(rows[0]?.detail ?? '')).toEqual({ kids: 1, guardians: 1, changed: 0, unclear: 0 })
  expect(house.logLines.join()).not.toMatch(/Noor|Samira|Haddad/)
})

describe('a file that can’t be read', () => {
  test.each([
    ['', { file: 'empty' }],
    ['a;b\nc;"d\n', { file: 'broken-quotes', row: '2' }],
    ['x'.repeat(5 * 1024 * 1024 + 1), { file: 'too-large' }],
  ])('says why', async (bytes, fields) => {
    const { status, json } = await read(bytes)
    expect([status, json]).toEqual([400, { error: 'invalid', fields }])
  })

  test('and a stranger’s is not even read', async () => {
    const mara = { url: house.url, token: await house.signIn('Mara') }
    const big = 'x'.repeat(6 * 1024 * 1024)
    expect((await read(big, mara)).status).toBe(404)
    expect((await read(big, { url: house.url, token: 'x' })).status).toBe(401)
  })
})

test('a spreadsheet of Excel is read like any other', async () => {
  const { json } = await read(
    xlsxOf([
      ['Student', 'Born', 'Mother'],
      ['Noor', 42_077, 'Samira'],
    ]),
  )
  expect(json).toMatchObject({
    source: { kind: 'xlsx' },
    columns: [{}, { meaning: 'refused-birth-date' }, {}],
    rows: [
      ['Student', 'Born', 'Mother'],
      ['Noor', '', 'Samira'],
    ],
  })
})

describe('the export', () => {
  const download = async () => (await get(grace, at('export.csv'))).text

  test('holds everybody, masked, and read back it changes nothing', async () => {
    await notInYet('Mara')
    await bringIn(NEW)
    await bringIn('Student,Mother,E-mail,Phone\nTessa,Mara,mara@example.org,+1 555 010 0101\n')
    const text = await download()
    expect(text).toContain('"Tessa","Tessa\'s family","Mara","m…@example.org","… 01","Joost"')
    expect(text).not.toMatch(/mara@|samira@|0140/)
    const before = await house.store.classLists.present(house.room.id)
    const { dry } = await bringIn(text)
    expect(dry).toMatchObject({ unclear: [], questions: [], notes: [] })
    expect(dry.counts).toMatchObject({
      kidsBy: { new: 0, changed: 0, gone: 0 },
      guardiansBy: { new: 0, changed: 0, gone: 0 },
    })
    expect(await house.store.classLists.present(house.room.id)).toEqual(before)
  })

  test('a name that a spreadsheet would run is harmless in it, and is itself again on the way back', async () => {
    const { store, room } = house
    const kid = find(room.kids, 'Luka')
    await store.rosterChanges.rename({
      circleId: room.id,
      by: { guardianId: null, part: 'server' },
      at: house.clock.now,
      kind: 'family',
      id: find(room.families, "Luka's family").id,
      name: '=HYPERLINK("x")',
    })
    const text = await download()
    expect(text).toContain(`"${kid.name}","'=HYPERLINK(""x"")"`)
    expect((await bringIn(text)).dry.counts).toMatchObject({
      kidsBy: { new: 0, changed: 0 },
      guardiansBy: { new: 0, changed: 0 },
    })
  })

  test('wants a proof of this hour, and leaves a line in the audit', async () => {
    await download()
    const line = await house.store.sqlite.db
      .selectFrom('audit')
      .selectAll()
      .where('act', '=', 'list-exported')
      .executeTakeFirst()
    expect(line).toMatchObject({ circle_id: house.room.id })
    house.clock.now += 61 * 60 * 1000
    const late = await get(grace, at('export.csv'))
    expect([late.status, late.json]).toEqual([403, { error: 'prove-again' }])
  })
})

test('a large list tells how far it is, and going away takes all of it back', async () => {
  const rows = Array.from(
    { length: 400 },
    (_, i) => `Kid${'abcdefghij'[i % 10]}${i},Guardian ${i},g${i}@example.org`,
  )
  const list = await listOf(`Student,Mother,E-mail\n${rows.join('\n')}\n`)
  const { digest } = await plan(list)
  const before = await house.store.classLists.present(house.room.id)
  const stop = new AbortController()
  const answer = await applying(list, digest, stop.signal)
  const reader = answer.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  expect(JSON.parse(new TextDecoder().decode(value).split('\n')[0] ?? '')).toEqual({ done: 50, of: 1200 })
  stop.abort()
  // Stands behind the import in the queue: by then it has ended, one way or the other.
  expect(await house.store.classLists.present(house.room.id)).toEqual(before)
  const { lines } = await apply(list, digest)
  expect(lines.at(-1)).toMatchObject({ imported: { kids: 400 } })
})

test('a list is planned sixty times a minute by one organizer, and then again a minute later', async () => {
  const list = await listOf('Student,Mother\nTessa,Mara\n')
  const statuses = await Promise.all(
    Array.from({ length: 61 }, async () => (await send(grace, at('import/plan'), list)).status),
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(60)
  expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  house.clock.now += 60_000
  expect((await send(grace, at('import/plan'), list)).status).toBe(200)
})
