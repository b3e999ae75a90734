/** House rule 3 at the poster: whoever types a name learns nothing by it, and whoever waits sees nothing. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY } from '../store/store.ts'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'

let house: House
let stranger: Asking
let grace: Asking
beforeEach(async () => {
  house = await startHouse()
  stranger = { url: house.url }
  grace = { url: house.url, token: await house.signIn('Grace') }
})
afterEach(() => house.stop())

const signedIn = async (name: string): Promise<Asking> => ({
  url: house.url,
  token: await house.signIn(name),
})
const admin = (path: string) => `/api/admin/circles/${house.room.id}/${path}`
const idOf = (name: string) => find(house.room.guardians, name).id

async function poster(body: object = {}): Promise<{ id: string; token: string }> {
  const made = await send(grace, admin('posters'), body)
  expect(made.status).toBe(200)
  return { id: made.json.id, token: made.json.link.split('/join/')[1] }
}

const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** A phone that typed two names at the poster. */
async function waits(token: string, kid: string, name: string, email?: string): Promise<Asking> {
  house.clock.now += 1000 // they come one after the other
  const asked = await submit(stranger, `/api/join/${token}`, { kid, name, ...(email && { email }) })
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/waiting'])
  return { url: house.url, cookie: cookiesOf(asked.headers) }
}

const asking = async () => (await get(grace, admin('waiting'))).json.asking
const stateOf = async (device: Asking) => (await get(device, '/api/waiting')).json

test('any name typed at the poster gets the same answer, byte for byte: of a kid who is here, and of one who is not', async () => {
  const { token } = await poster()
  const answers = await Promise.all(
    [
      { kid: 'Luka', name: 'Jelena' },
      { kid: 'Nobody', name: 'Never' },
      { kid: 'Luka', name: 'Jelena', email: 'jelena@example.org' },
    ].map(async (typed) => {
      const { status, text, headers } = await send(stranger, `/api/join/${token}`, typed)
      const kept = [...headers]
        .filter(([name]) => name !== 'date')
        .map(([name, value]) => [name, value.replace(/sidegate-waiting=[\w-]{43}/, 'sidegate-waiting=x')])
      return JSON.stringify([status, text, kept])
    }),
  )
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax')
})

test('an impostor at the poster, who knows a kid’s name and its mother’s, learns nothing and gets nowhere', async () => {
  const { token } = await poster()
  const impostor = await waits(token, 'Luka', 'Jelena', 'impostor@example.org')
  expect(await stateOf(impostor)).toEqual({ state: 'waiting' })
  const marks = [house.room.id, house.hangoutId, 'Luka', 'Jelena', 'Room 12', 'impostor']
  for (const path of [
    '/api/session',
    '/api/waiting',
    `/api/circles/${house.room.id}`,
    `/api/circles/${house.room.id}/waiting`,
    `/api/hangouts/${house.hangoutId}`,
    admin('waiting'),
    admin('posters'),
    '/api/admin/overview',
  ]) {
    const { text, status } = await get(impostor, path)
    expect([path, marks.filter((mark) => text.includes(mark))]).toEqual([path, []])
    if (path !== '/api/waiting') expect([path, status]).toEqual([path, 401])
  }
  expect((await send(impostor, '/api/waiting/enter', {})).status).toBe(404)

  // The family that is named says no: nothing changes for who waits, and the family is not asked again.
  const jelena = await signedIn('Jelena')
  const [notice] = (await get(jelena, `/api/circles/${house.room.id}/waiting`)).json.asking
  expect(notice).toEqual({ id: notice.id, kid: 'Luka', name: 'Jelena' })
  await send(jelena, `/api/circles/${house.room.id}/waiting/${notice.id}/not-us`, {})
  expect((await get(jelena, `/api/circles/${house.room.id}/waiting`)).json.asking).toEqual([])
  expect(await stateOf(impostor)).toEqual({ state: 'waiting' })

  // The organizer turns them away: nothing changes for who waits, again.
  await send(grace, admin(`waiting/${notice.id}/turn-away`), {})
  expect(await asking()).toEqual([])
  expect(await stateOf(impostor)).toEqual({ state: 'waiting' })
  expect((await send(impostor, '/api/waiting/enter', {})).status).toBe(404)
})

test('what is typed stands sealed in the database, and never in a log', async () => {
  const { token } = await poster()
  await waits(token, 'Marker-kid', 'Marker-guardian', 'marker@example.org')
  const { db } = house.store.sqlite
  const rows = await db.selectFrom('waiting').selectAll().execute()
  const bytes = rows.map((row) =>
    Object.values(row)
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join(),
  )
  expect(bytes.join()).not.toMatch(/marker/i)
  expect(house.logLines.join()).not.toMatch(/marker/i)
  expect(house.logLines.join()).not.toContain(token)
  expect(JSON.stringify(await db.selectFrom('posters').selectAll().execute())).not.toContain(token)
})

const dead: [why: string, kill: (token: string, id: string) => Promise<unknown>][] = [
  [
    'expired',
    async () => {
      house.clock.now += 31 * DAY
    },
  ],
  ['ended by hand', (_token, id) => send(grace, admin(`posters/${id}/revoke`), {})],
  ['full', (token) => waits(token, 'Tessa', 'Mara')],
  ['never there', async () => undefined],
]

test.each(dead)('a poster that is %s says that it is not in use, and not why', async (why, kill) => {
  const { token, id } = await poster({ cap: 1 })
  await kill(token, id)
  const at = why === 'never there' ? 'x'.repeat(43) : token
  const form = await submit(stranger, `/api/join/${at}`, { kid: 'Tessa', name: 'Mara' })
  expect([form.status, form.headers.get('location')]).toEqual([303, '/join/unknown?problem=over'])
  const json = await send(stranger, `/api/join/${at}`, { kid: 'Tessa', name: 'Mara' })
  expect([json.status, json.text]).toEqual([404, '{"error":"not-found"}'])
})

test('looking at a poster uses nothing up: 50 scanners count for nobody', async () => {
  const { token } = await poster({ cap: 1 })
  for (let i = 0; i < 50; i++) expect((await get(stranger, `/api/join/${token}`)).status).toBe(404)
  await waits(token, 'Tessa', 'Mara')
})

test('one poster takes 30 names a minute, whoever brings them, and others go on', async () => {
  const [first, second] = [await poster(), await poster()]
  const statuses = []
  for (let i = 0; i < 32; i++)
    statuses.push((await send(stranger, `/api/join/${first.token}`, { kid: 'A', name: 'B' })).status)
  expect(statuses).toEqual([...Array(30).fill(200), 429, 429])
  expect((await send(stranger, `/api/join/${second.token}`, { kid: 'A', name: 'B' })).status).toBe(200)
  house.clock.now += 61_000
  expect((await send(stranger, `/api/join/${first.token}`, { kid: 'A', name: 'B' })).status).toBe(200)
})

test('one device asks once at one door: a typo is typed again', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Tesa', 'Mara')
  await submit(phone, `/api/join/${token}`, { kid: 'Tessa', name: 'Mara' })
  expect(await asking()).toMatchObject([{ kid: 'Tessa', name: 'Mara' }])
})

test('the organizer reads who asks, the address masked, and which families may be meant', async () => {
  const { token } = await poster()
  await waits(token, 'maya', 'Sione', 'sione@example.org')
  await waits(token, 'Quentin', 'Elke')
  const [maya, quentin] = await asking()
  const familyOf = (name: string) => find(house.room.families, name).id
  expect(maya).toMatchObject({ kid: 'maya', name: 'Sione', email: 's…@example.org' })
  expect(new Set(maya.likely)).toEqual(new Set([familyOf("Maya K.'s family"), familyOf("Maya T.'s family")]))
  expect(quentin).toMatchObject({ email: null, likely: [] })
})

const cases = [
  {
    title: 'as a guardian who is on the list and not in yet: wholly',
    admission: () => ({ as: 'guardian', guardianId: idOf('Mara') }),
    notYetIn: 'Mara',
    expected: { name: 'Mara', kids: ['Tessa', 'Leo'], confirmed: true },
  },
  {
    title: 'as a guardian who is in on another device: who then is asked "Are you?"',
    admission: () => ({ as: 'guardian', guardianId: idOf('Mara') }),
    expected: { name: 'Mara', kids: ['Tessa', 'Leo'], confirmed: false },
  },
  {
    title: 'as a further guardian of a family',
    admission: () => ({ as: 'family', familyId: find(house.room.families, "Zuri's family").id }),
    expected: { name: 'Typed', kids: ['Zuri'], confirmed: true },
  },
  {
    title: 'as a new family',
    admission: () => ({ as: 'new-family', kid: 'Otis' }),
    expected: { name: 'Typed', kids: ['Otis'], confirmed: true },
  },
  {
    title: 'as another home of a kid, which the first home doesn’t see',
    admission: () => ({ as: 'new-home', kidId: find(house.room.kids, 'Theo').id }),
    expected: { name: 'Typed', kids: ['Theo'], confirmed: true },
  },
]

test.each(cases)('let in $title', async ({ admission, notYetIn, expected }) => {
  const { db } = house.store.sqlite
  if (notYetIn)
    await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', idOf(notYetIn)).execute()
  const { token } = await poster()
  const phone = await waits(token, 'Somebody', 'Typed')
  const [{ id }] = await asking()
  const answer = await send(grace, admin(`waiting/${id}/let-in`), { admission: admission() })
  expect([answer.status, answer.json]).toEqual([200, { in: true }])
  expect(await asking()).toEqual([])
  expect(await stateOf(phone)).toEqual({ state: 'in' })

  const entered = await submit(phone, '/api/waiting/enter', {})
  const to = expected.confirmed ? '/' : '/are-you'
  expect([entered.status, entered.headers.get('location')]).toEqual([303, to])
  const cookie = cookiesOf(entered.headers)
  const inside = { url: house.url, cookie }
  const session = (await get(inside, '/api/session')).json
  expect(session.guardian.name).toBe(expected.name)
  const own = await get(inside, `/api/hangouts/${house.hangoutId}`)
  expect(own.json.mine.map((kid: { name: string }) => kid.name).sort()).toEqual([...expected.kids].sort())
  const level = await db
    .selectFrom('session_guardians')
    .select('level')
    .where('guardian_id', '=', session.guardian.id)
    .execute()
  expect(level).toEqual([{ level: expected.confirmed ? 'full' : 'answers' }])

  // Once: the cookie of the waiting room is worth nothing afterwards.
  expect((await submit(phone, '/api/waiting/enter', {})).headers.get('location')).toBe(
    '/waiting?problem=not-found',
  )
  expect(await stateOf(phone)).toEqual({ state: 'none' })
  const [deed] = await db.selectFrom('audit').selectAll().where('act', '=', 'let-in').execute()
  expect(deed).toMatchObject({
    by_guardian_id: idOf('Grace'),
    by_part: 'organizer',
    circle_id: house.room.id,
  })
  expect(deed?.detail).not.toMatch(/Typed|Otis/)
})

test('nobody comes out of the waiting room with an office: not as who organizes or operates, not as who is elsewhere', async () => {
  const { token } = await poster()
  await waits(token, 'Bennett', 'Grace')
  const [{ id }] = await asking()
  for (const admission of [
    { as: 'guardian', guardianId: idOf('Grace') },
    { as: 'guardian', guardianId: idOf('Idris') },
    { as: 'guardian', guardianId: house.other.guardians[0]?.id },
    { as: 'family', familyId: house.other.families[0]?.id },
    { as: 'new-home', kidId: house.other.kids[0]?.id },
  ]) {
    const { status, text } = await send(grace, admin(`waiting/${id}/let-in`), { admission })
    expect([admission, status, text]).toEqual([admission, 404, '{"error":"not-found"}'])
  }
  expect(await asking()).toHaveLength(1)
})

test('a guardian lets in who names a kid of their own, for their own kids alone; nobody else hears of it', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Tessa', 'Oma')
  const mara = await signedIn('Mara')
  const path = `/api/circles/${house.room.id}/waiting`
  const [notice] = (await get(mara, path)).json.asking
  expect(notice).toMatchObject({ kid: 'Tessa', name: 'Oma' })
  for (const name of ['Jelena', 'Rafael', 'Grace']) {
    const other = await signedIn(name)
    expect([name, (await get(other, path)).json]).toEqual([name, { asking: [] }])
    for (const way of ['let-in', 'not-us'])
      expect((await send(other, `${path}/${notice.id}/${way}`, {})).text).toBe(
        (await send(other, `${path}/wai_unknown/${way}`, {})).text,
      )
  }
  // As a form, before scripts.
  const bySession = await openSession(mara)
  const opened = await submit(bySession, `${path}/${notice.id}/let-in`, {})
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/circle/${house.room.id}`])
  const entered = await submit(phone, '/api/waiting/enter', {})
  const inside = { url: house.url, cookie: cookiesOf(entered.headers) }
  const session = (await get(inside, '/api/session')).json
  expect(session.guardian).toMatchObject({
    name: 'Oma',
    familyId: find(house.room.families, "Tessa's family").id,
  })
  expect((await get(mara, path)).json.asking).toEqual([])
})

/** The same guardian by cookie, as a browser has it. */
async function openSession({ url, token }: Asking): Promise<Asking> {
  return { url, cookie: `sidegate=${token}` }
}

test('a device that has not shown whose it is lets nobody in and reads of nobody', async () => {
  const { token } = await poster()
  await waits(token, 'Tessa', 'Oma')
  const mara = await signedIn('Mara')
  await house.store.sqlite.db.updateTable('session_guardians').set({ level: 'answers' }).execute()
  const answer = await get(mara, `/api/circles/${house.room.id}/waiting`)
  expect([answer.status, answer.text]).toEqual([403, '{"error":"confirm-first"}'])
})

test('the phone that waits hears at once that it may come in, and nothing before', async () => {
  const { token } = await poster()
  const [first, second] = [await waits(token, 'Tessa', 'Oma'), await waits(token, 'Luka', 'Deda')]
  const listen = async (phone: typeof first) => {
    const response = await fetch(`${house.url}/api/waiting/live`, { headers: { Cookie: phone.cookie ?? '' } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    return (response.body as ReadableStream<Uint8Array>).getReader()
  }
  const streams = await Promise.all([first, second].map(listen))
  const read = async (reader: (typeof streams)[number] | undefined) =>
    new TextDecoder().decode((await reader?.read())?.value)
  expect(await Promise.all(streams.map(read))).toEqual([': here\n\n', ': here\n\n'])
  const [tessa, luka] = await asking()
  await send(grace, admin(`waiting/${luka.id}/turn-away`), {})
  await send(grace, admin(`waiting/${tessa.id}/let-in`), { admission: { as: 'new-family', kid: 'Tess' } })
  expect(await read(streams[0])).toBe('event: in\ndata: {}\n\n')
  // Who listens only now, or was cut meanwhile, hears it too.
  streams.push(await listen(first))
  let later = ''
  while (!later.includes('event: in')) later += await read(streams[2])
  await Promise.all(streams.map((reader) => reader.cancel()))
  expect((await get(stranger, '/api/waiting/live')).status).toBe(404)
})

test('the organizer’s page hears that somebody asks; a guardian’s hears nothing', async () => {
  const { token } = await poster()
  const [organizer, mara] = [await openStream(grace), await openStream(await signedIn('Mara'))]
  await waits(token, 'Tessa', 'Oma')
  await organizer.heard('roster')
  expect(mara.events).toEqual([])
  organizer.leave()
  mara.leave()
})

test('who waits is forgotten after 30 days, and so is a poster that has ended', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Tessa', 'Oma')
  house.clock.now += 29 * DAY
  await house.store.forget(house.clock.now)
  expect(await stateOf(phone)).toEqual({ state: 'waiting' })
  house.clock.now += 2 * DAY
  await house.store.forget(house.clock.now)
  expect(await stateOf(phone)).toEqual({ state: 'none' })
  house.clock.now += 31 * DAY
  await house.store.forget(house.clock.now)
  expect(await house.store.sqlite.db.selectFrom('posters').selectAll().execute()).toEqual([])
})

test('whoever comes in by a slip of their own waits at that circle’s door no longer', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Tessa', 'Mara')
  await submit(phone, `/api/links/${await house.linkFor('Mara')}/open`, {})
  expect(await asking()).toEqual([])
  expect(await stateOf(phone)).toEqual({ state: 'none' })
})

test('a guardian who left between being let in and coming in stays outside', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Otis', 'Typed')
  const [{ id }] = await asking()
  await send(grace, admin(`waiting/${id}/let-in`), { admission: { as: 'new-family', kid: 'Otis' } })
  const { db } = house.store.sqlite
  const { guardian_id: typed } = await db
    .selectFrom('waiting')
    .select('guardian_id')
    .executeTakeFirstOrThrow()
  await db.updateTable('guardians').set({ left_at: 1 }).where('id', '=', typed).execute()
  expect(await stateOf(phone)).toEqual({ state: 'waiting' })
  expect((await send(phone, '/api/waiting/enter', {})).status).toBe(404)
})

test('a kid who comes in with a new family is on the list of what the whole circle is invited to', async () => {
  const { token } = await poster()
  const phone = await waits(token, 'Otis', 'Typed')
  const [{ id }] = await asking()
  await send(grace, admin(`waiting/${id}/let-in`), { admission: { as: 'new-family', kid: 'Otis' } })
  const entered = await submit(phone, '/api/waiting/enter', {})
  const inside = { url: house.url, cookie: cookiesOf(entered.headers) }
  const { json } = await get(inside, `/api/hangouts/${house.hangoutId}`)
  expect(json.mine).toMatchObject([{ name: 'Otis', answer: null }])
})

test('who left an address is written to once they are in, and only then', async () => {
  await house.stop()
  house = await startHouse({ mail: { url: 'smtp://127.0.0.1:1', from: 'pta@school.example' } })
  grace = { url: house.url, token: await house.signIn('Grace') }
  stranger = { url: house.url }
  const { token } = await poster()
  await waits(token, 'Otis', 'Imani', 'imani@example.org')
  await waits(token, 'Zuri', 'Baba')
  const [imani, baba] = await asking()
  const mails = () => house.store.sqlite.db.selectFrom('outbox').select(['kind', 'circle_id']).execute()
  expect(await mails()).toEqual([])
  await send(grace, admin(`waiting/${imani.id}/let-in`), { admission: { as: 'new-family', kid: 'Otis' } })
  await send(grace, admin(`waiting/${baba.id}/let-in`), { admission: { as: 'new-family', kid: 'Zuri B.' } })
  expect(await mails()).toEqual([{ kind: 'let-in', circle_id: house.room.id }])
})

test('a device that types again takes nobody’s place at the poster', async () => {
  const { token } = await poster({ cap: 20 })
  const first = await waits(token, 'Luka', 'X')
  for (let i = 0; i < 25; i++)
    expect((await submit(first, `/api/join/${token}`, { kid: 'Luka', name: `X${i}` })).status).toBe(303)
  house.clock.now += 60_000
  expect(await asking()).toMatchObject([{ name: 'X24' }])
  for (let i = 1; i < 20; i++) await waits(token, 'Luka', `Y${i}`)
  house.clock.now += 60_000
  const late = await submit(stranger, `/api/join/${token}`, { kid: 'Luka', name: 'Z' })
  expect(late.headers.get('location')).toBe('/join/unknown?problem=over')
  expect((await submit(first, `/api/join/${token}`, { kid: 'Luka', name: 'Jelena' })).status).toBe(303)
  expect(await asking()).toHaveLength(20)
})

test('a family has as many guardians as a family has, whoever lets them in', async () => {
  const { token } = await poster()
  const jelena = await signedIn('Jelena')
  const own = `/api/circles/${house.room.id}`
  const outcomes: number[] = []
  for (let i = 0; i < 9; i++) {
    await waits(token, 'Luka', `Y${i}`)
    const [{ id }] = (await get(jelena, `${own}/waiting`)).json.asking
    outcomes.push((await send(jelena, `${own}/waiting/${id}/let-in`, {})).status)
  }
  expect(outcomes.at(-1)).toBe(409)
  expect((await get(jelena, `${own}/family`)).json.guardians).toHaveLength(8)
  const [{ id }] = await asking()
  const familyId = find(house.room.families, "Luka's family").id
  const byGrace = await send(grace, admin(`waiting/${id}/let-in`), { admission: { as: 'family', familyId } })
  expect(byGrace.json).toEqual({ error: 'too-many' })
})

test('house rule 12: of who names a kid of two homes, a home reads no name that the other may know', async () => {
  const { token } = await poster()
  await waits(token, 'Anya', 'Pavel’s new wife Olga')
  await waits(token, 'Luka', 'Goran')
  const reads = async (name: string) =>
    (await get(await signedIn(name), `/api/circles/${house.room.id}/waiting`)).json.asking
  for (const name of ['Irina', 'Pavel'])
    expect(await reads(name)).toMatchObject([{ kid: 'Anya', name: null }])
  expect(await reads('Jelena')).toMatchObject([{ kid: 'Luka', name: 'Goran' }])
})

test.each(['guardian', 'new-home'] as const)(
  'as %s somebody is let in by who has shown within the hour who they are',
  async (as) => {
    const { token } = await poster()
    await waits(token, 'Theo', 'Typed')
    const [{ id }] = await asking()
    house.clock.now += 2 * 60 * 60 * 1000
    const admission =
      as === 'guardian' ? { as, guardianId: idOf('Mara') } : { as, kidId: find(house.room.kids, 'Theo').id }
    const late = await send(grace, admin(`waiting/${id}/let-in`), { admission })
    expect([late.status, late.json]).toEqual([403, { error: 'prove-again' }])
    grace = await signedIn('Grace')
    expect((await send(grace, admin(`waiting/${id}/let-in`), { admission })).status).toBe(200)
  },
)

test('the first home of a kid reads that somebody more answers for it, and not who', async () => {
  const { token } = await poster()
  await waits(token, 'Zuri', 'Typed')
  const [{ id }] = await asking()
  const admission = { as: 'new-home', kidId: find(house.room.kids, 'Zuri').id }
  expect((await send(grace, admin(`waiting/${id}/let-in`), { admission })).status).toBe(200)
  const { audit } = (await get(await signedIn('Wanjiru'), `/api/circles/${house.room.id}/family`)).json
  expect(audit).toMatchObject([{ act: 'kid-linked', by: { name: 'Grace' }, about: 'Zuri' }])
  expect(JSON.stringify(audit)).not.toContain('Typed')
})
