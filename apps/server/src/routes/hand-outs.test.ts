/** Ways in on paper, and who may print them, hang up posters and open the door of the waiting room. */
import { find } from '@sidegate/core/testing/room-12'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let grace: Asking
const admin = (path: string) => `/api/admin/circles/${house.room.id}/${path}`
const guardianId = (name: string) => find(house.room.guardians, name).id
const familyId = (name: string) => find(house.room.families, name).id

describe('hand-outs', () => {
  beforeEach(async () => {
    house = await startHouse()
    grace = { url: house.url, token: await house.signIn('Grace') }
    return () => house.stop()
  })

  const notIn = (...names: string[]) =>
    house.store.sqlite.db
      .updateTable('guardians')
      .set({ joined_at: null })
      .where('id', 'in', names.map(guardianId))
      .execute()
  const print = (families: unknown) => send(grace, admin('hand-outs'), { families })
  const open = (link: string) =>
    submit({ url: house.url }, `/api/links/${link.split('/l/')[1]}/open`, {}).then(({ headers }) =>
      headers.get('location'),
    )

  test('a slip for each guardian of the families that are not in yet, each with a way in of its own', async () => {
    await notIn('Mara', 'Joost', 'Wanjiru', 'Lucía')
    await house.store.sqlite.db
      .updateTable('guardians')
      .set({ language: 'es' })
      .where('id', '=', guardianId('Mara'))
      .execute()
    const { json } = await print('not-in')
    expect(json).toMatchObject({
      house: 'Lincoln Elementary PTA',
      circle: 'Grade 5, Room 12',
      organizer: 'Grace',
    })
    // Lucía's home is in through Rafael: it is not left out, so nobody prints for it unasked.
    expect(
      json.families.map((family: { kids: { name: string }[]; guardians: { name: string }[] }) => [
        family.kids.map((kid) => kid.name),
        family.guardians.map((guardian) => guardian.name),
      ]),
    ).toEqual([
      [
        ['Tessa', 'Leo'],
        ['Mara', 'Joost'],
      ],
      [['Zuri'], ['Wanjiru']],
    ])
    const [mara, joost] = json.families[0].guardians
    expect([mara.language, joost.language]).toEqual(['es', null])
    expect(mara.link).toMatch(new RegExp(`^${house.url}/l/[\\w-]{43}$`))
    expect(mara.link).not.toBe(joost.link)
    const opened = await submit({ url: house.url }, `/api/links/${mara.link.split('/l/')[1]}/open`, {})
    const cookie = (opened.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
    expect((await get({ url: house.url, cookie }, '/api/session')).json.guardian.name).toBe('Mara')
  })

  test('fresh paper ends old paper that nobody used, and nothing else', async () => {
    const used = await house.linkFor('Mara')
    await submit({ url: house.url }, `/api/links/${used}/open`, {})
    const mine = { families: [familyId("Tessa's family")] }
    const first = (await print(mine.families)).json.families[0].guardians[0].link
    const second = (await print(mine.families)).json.families[0].guardians[0].link
    expect(await open(first)).toBe('/l/unknown?problem=link')
    expect(await open(second)).not.toMatch(/unknown/)
    expect(await open(`/l/${used}`)).not.toMatch(/unknown/)
  })

  test('an organizer prints no way in for who operates the house', async () => {
    const [family] = (await print([familyId("Malik's family")])).json.families
    expect([family.kids, family.guardians]).toEqual([
      [{ id: find(house.room.kids, 'Malik').id, name: 'Malik' }],
      [],
    ])
  })

  test('ways in are printed by who has shown within the hour who they are', async () => {
    house.clock.now += 2 * 60 * 60 * 1000
    const late = await print([familyId("Zuri's family")])
    expect([late.status, late.text]).toEqual([403, '{"error":"prove-again"}'])
    grace = { url: house.url, token: await house.signIn('Grace') }
    expect((await print([familyId("Zuri's family")])).status).toBe(200)
  })

  test('each family reads that a way in of theirs was printed', async () => {
    await print([familyId("Zuri's family")])
    const deeds = async (name: string) =>
      (await get({ url: house.url, token: await house.signIn(name) }, `/api/circles/${house.room.id}/family`))
        .json.audit
    expect(await deeds('Wanjiru')).toMatchObject([
      { act: 'link-issued', by: { part: 'organizer', name: 'Grace' }, about: 'Wanjiru' },
    ])
    expect(await deeds('Mara')).toEqual([])
  })

  test('a second tap prints nothing anew, so that the slips in hand go on working', async () => {
    const twice = () =>
      send(
        grace,
        admin('hand-outs'),
        { families: [familyId("Zuri's family")] },
        { 'Idempotency-Key': 'print-once' },
      )
    const [first, second] = [await twice(), await twice()]
    expect([second.status, second.json]).toEqual([409, { error: 'changed-since' }])
    expect(await open(first.json.families[0].guardians[0].link)).not.toMatch(/unknown/)
  })

  test('what is asked for elsewhere is left out as if it had not been asked for', async () => {
    const { json } = await print([familyId("Zuri's family"), house.other.families[0]?.id])
    expect(json.families.map(({ id }: { id: string }) => id)).toEqual([familyId("Zuri's family")])
    for (const families of [[], ['fam_1'], 'all', undefined]) expect((await print(families)).status).toBe(400)
  })

  test('the audit counts what was printed, and holds neither a name nor a link', async () => {
    const { json } = await print([familyId("Tessa's family"), familyId("Zuri's family")])
    const [deed] = await house.store.sqlite.db
      .selectFrom('audit')
      .selectAll()
      .where('act', '=', 'hand-outs-printed')
      .execute()
    expect(deed).toMatchObject({
      by_guardian_id: guardianId('Grace'),
      circle_id: house.room.id,
      detail: '{"families":2,"guardians":3}',
    })
    const token = json.families[0].guardians[0].link.split('/l/')[1]
    expect(house.logLines.join()).not.toContain(token)
    const links = await house.store.sqlite.db.selectFrom('personal_links').selectAll().execute()
    expect(JSON.stringify(links)).not.toContain(token)
    expect(links.filter(({ how }) => how === 'printed')).toHaveLength(3)
  })
})

describe('who may', () => {
  let waitingId: string
  let posterId: string
  const askers: Record<string, Asking> = {}
  beforeAll(async () => {
    house = await startHouse()
    const of = async (name: string) => ({ url: house.url, token: await house.signIn(name) })
    const unconfirmed = await of('Grace')
    await house.store.sqlite.db.updateTable('session_guardians').set({ level: 'answers' }).execute()
    grace = await of('Grace')
    const other = house.other.guardians.find(({ organizer }) => organizer)?.name ?? ''
    const made = (await send(grace, admin('posters'), {})).json
    posterId = made.id
    const asked = await submit({ url: house.url }, `/api/join/${made.link.split('/join/')[1]}`, {
      kid: 'Nobody',
      name: 'Somebody',
    })
    const cookie = (asked.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
    Object.assign(askers, {
      stranger: { url: house.url },
      waiting: { url: house.url, cookie },
      guardian: await of('Mara'),
      organizer: grace,
      'organizer of another circle': await of(other),
      operator: await of('Idris'),
      'organizer, unconfirmed': unconfirmed,
    })
    ;[{ id: waitingId }] = (await get(grace, admin('waiting'))).json.asking
    return () => house.stop()
  })

  const routes: [title: string, ask: (who: Asking) => ReturnType<typeof get>][] = [
    ['choose hand-outs', (who) => get(who, admin('hand-outs'))],
    ['print hand-outs', (who) => send(who, admin('hand-outs'), { families: 'not-in' })],
    ['list posters', (who) => get(who, admin('posters'))],
    ['make a poster', (who) => send(who, admin('posters'), {})],
    ['end a poster', (who) => send(who, admin(`posters/${posterId}/revoke`), {})],
    ['read the waiting room', (who) => get(who, admin('waiting'))],
    ['turn somebody away', (who) => send(who, admin(`waiting/${waitingId}/turn-away`), {})],
    [
      'let somebody in',
      (who) =>
        send(who, admin(`waiting/${waitingId}/let-in`), {
          admission: { as: 'family', familyId: familyId("Zuri's family") },
        }),
    ],
  ]
  const outside = {
    stranger: [401, '{"error":"signed-out"}'],
    waiting: [401, '{"error":"signed-out"}'],
    guardian: [404, '{"error":"not-found"}'],
    'organizer of another circle': [404, '{"error":"not-found"}'],
    operator: [404, '{"error":"not-found"}'],
    'organizer, unconfirmed': [404, '{"error":"not-found"}'],
  }

  const cells = routes.flatMap(([title, ask]) =>
    Object.entries(outside).map(([who, answer]) => ({ title, ask, who, answer })),
  )
  test.each(cells)('$title: not a $who', async ({ ask, who, answer }) => {
    const { status, text } = await ask(askers[who] as Asking)
    expect([status, text]).toEqual(answer)
  })

  test.each(routes)('%s: the organizer of the circle', async (title, ask) => {
    const { status } = await ask(grace)
    // Who was turned away is let in no more: the two stand one after the other.
    expect(status).toBe(title === 'let somebody in' ? 404 : 200)
  })
})
