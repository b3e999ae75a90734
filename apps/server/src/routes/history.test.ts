/** A plan's history over the API: who reads what, what one may undo, and how hosts bring things back. */
import { plan } from '@sidegate/core/documents/plan'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPhone, type Phone } from '../sync/testing.ts'
import { get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'

let house: House
let phones: Phone<typeof plan>[]
const at = (rest: string) => `/api/hangouts/${house.hangoutId}/${rest}`
const as = async (name: string) => ({ url: house.url, token: await house.signIn(name) })
const KEY = { 'Idempotency-Key': 'once-and-no-more' }

async function phone(name: string) {
  const made = createPhone(
    plan,
    { kind: 'plan', id: house.hangoutId, epoch: 1 },
    { port: Number(new URL(house.url).port), token: await house.signIn(name) },
  )
  phones.push(made)
  await made.synced()
  return made
}

/** What the named person reads. */
const listOf = async (name: string) => (await get(await as(name), at('history'))).json
const undo = async (name: string, id: string, headers = {}) =>
  send(await as(name), at(`history/${id}/undo`), {}, headers)
const slotOf = (title: string) => {
  const [hangout] = house.room.hangouts
  return find(
    (hangout?.plan.slots ?? []).map((slot) => ({ ...slot, name: slot.title })),
    title,
  ).id
}
const aboutOf = async () =>
  (await get(await as('Mara'), `/api/hangouts/${house.hangoutId}`)).json.content.about

beforeEach(async () => {
  house = await startHouse()
  phones = []
})
afterEach(async () => {
  for (const made of phones) made.hangUp()
  await house.stop()
})

describe('reading', () => {
  test('everyone on the list reads who did what, by name; only hosts read of restore points', async () => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'We bring the big lamp. ')
    await mara.allSaved()
    const guest = await listOf('Mara')
    expect(guest).toMatchObject({ more: null, points: null })
    expect(guest.changes).toEqual([
      {
        id: expect.any(String),
        at: house.clock.now,
        who: { name: 'Mara', you: true },
        path: 'notes',
        label: null,
        what: 'wrote',
        before: null,
        after: 'We bring the big lamp. ',
        undo: true,
      },
    ])
    const host = await listOf('Jelena')
    expect(host.changes[0]).toMatchObject({ who: { name: 'Mara', you: false }, undo: false })
    expect(host.points).toEqual([
      { id: expect.any(String), at: house.clock.now, reason: 'hourly', who: null, note: null },
    ])
  })

  test.each([
    ['another circle', "Bilal's guardian"],
    ["another circle's organizer", "Ada's guardian"],
  ])('%s gets the bytes of what does not exist, whatever is asked', async (_, name) => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'We bring the big lamp. ')
    await mara.allSaved()
    const { changes, points } = await listOf('Jelena')
    const asking = await as(name)
    const answers = [
      await get(asking, at('history')),
      await send(asking, at(`history/${changes[0].id}/undo`), {}),
      await send(asking, at('restore-points'), {}),
      await get(asking, at(`restore-points/${points[0].id}`)),
      await send(asking, at(`restore-points/${points[0].id}/restore`), {}),
    ]
    for (const { status, text } of answers) expect([status, text]).toEqual([404, '{"error":"not-found"}'])
  })

  test('an organizer who is not invited finds no trace; without a session nobody finds any', async () => {
    const { db } = house.store.sqlite
    const bennett = { hangout_id: house.hangoutId, kid_id: find(house.room.kids, 'Bennett').id }
    await db
      .deleteFrom('list_entries')
      .where((eb) => eb.and(bennett))
      .execute()
    expect((await get(await as('Grace'), at('history'))).text).toBe('{"error":"not-found"}')
    expect((await get({ url: house.url }, at('history'))).status).toBe(401)
  })

  test('words that others took out of a text are for hosts and for who took them, not for every guest', async () => {
    const jelena = await phone('Jelena')
    jelena.open.text('notes').splice(0, 0, 'Call me on five five five. ')
    await jelena.allSaved()
    house.clock.now += 3 * 60_000
    jelena.open.text('notes').splice(0, 27, '')
    await jelena.allSaved()
    expect((await listOf('Jelena')).changes[0]).toMatchObject({
      what: 'removed',
      before: expect.stringContaining('five'),
    })
    const [removal, writing] = (await listOf('Mara')).changes
    expect(removal).toMatchObject({ what: 'removed', path: 'notes', before: null, after: null })
    expect(writing.what).toBe('wrote')
  })

  test('guests know of no restore points', async () => {
    const made = await send(await as('Jelena'), at('restore-points'), { note: 'Before the game' })
    expect([made.status, made.json]).toEqual([201, { id: expect.any(String) }])
    for (const path of [at(`restore-points/${made.json.id}`), at('restore-points/none')])
      expect((await get(await as('Mara'), path)).text).toBe('{"error":"not-found"}')
    for (const path of [at('restore-points'), at(`restore-points/${made.json.id}/restore`)])
      expect((await send(await as('Mara'), path, {})).text).toBe('{"error":"not-found"}')
  })

  test('pages follow each other without a gap', async () => {
    const luka = await phone('Jelena')
    for (let i = 0; i < 60; i++)
      luka.open.change((edit) => edit.slots.put(String(i).padStart(22, '0'), { title: `Slot ${i}` }))
    await luka.allSaved()
    const first = await listOf('Mara')
    expect(first.changes).toHaveLength(50)
    const second = (await get(await as('Mara'), at(`history?before=${first.more}`))).json
    expect(second.more).toBeNull()
    const labels = [...first.changes, ...second.changes].map((change: { label: string }) => change.label)
    expect(labels).toEqual(Array.from({ length: 60 }, (_, i) => `Slot ${59 - i}`))
  })

  test('who has left is a former member', async () => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'Lamp. ')
    await mara.allSaved()
    await house.store.sqlite.db.updateTable('document_changes').set({ guardian_id: 'gua_gone' }).execute()
    expect((await listOf('Jelena')).changes[0].who).toEqual({ name: null, you: false })
  })
})

describe('undoing', () => {
  test('exactly one’s own words go, whatever others have typed between', async () => {
    const [mara, jelena] = [await phone('Mara'), await phone('Jelena')]
    const before = mara.open.read().notes
    mara.open.text('notes').splice(0, 0, 'We bring the big lamp. ')
    await mara.allSaved()
    await jelena.allSaved()
    await waitFor(() => jelena.open.read().notes.startsWith('We bring'))
    jelena.open.text('notes').splice(9, 0, 'ALSO ')
    await jelena.allSaved()
    const mine = (await listOf('Mara')).changes.find((change: { undo: boolean }) => change.undo)
    expect((await undo('Mara', mine.id)).json).toEqual({})
    await waitFor(() => !mara.open.read().notes.includes('lamp'))
    expect(mara.open.read().notes).toBe(`ALSO ${before}`)
    // Undone once is undone.
    expect((await undo('Mara', mine.id)).text).toBe('{"error":"changed-since"}')
    // And it is a line of its own that can be undone in turn.
    const [latest] = (await listOf('Mara')).changes
    expect(latest).toMatchObject({ what: 'removed', undo: true })
    expect((await undo('Mara', latest.id)).status).toBe(200)
    await waitFor(() => mara.open.read().notes.startsWith('We bring ALSO the big lamp. '))
  })

  test('words that one took away stand again where they stood', async () => {
    const jelena = await phone('Jelena')
    const before = jelena.open.read().about
    jelena.open.text('about').splice(10, 9, '')
    await jelena.allSaved()
    jelena.open.text('about').splice(0, 0, 'Hello! ')
    await jelena.allSaved()
    const [mine] = (await listOf('Jelena')).changes
    expect((await undo('Jelena', mine.id)).status).toBe(200)
    await waitFor(() => jelena.open.read().about === before)
    expect((await undo('Jelena', mine.id)).text).toBe('{"error":"changed-since"}')
    expect(await aboutOf()).toBe(before)
  })

  test('a removed slot comes back under its id and owner, with the claims that stood', async () => {
    const jelena = await phone('Jelena')
    const id = slotOf('Watermelon')
    const before = jelena.open.read()
    jelena.open.change((edit) => edit.slots.remove(id))
    await jelena.allSaved()
    const [mine] = (await listOf('Jelena')).changes
    expect(mine).toMatchObject({
      path: `slots/${id}`,
      label: 'Watermelon',
      what: 'removed',
      before: 'Watermelon',
      after: null,
    })
    expect((await undo('Jelena', mine.id)).status).toBe(200)
    await waitFor(() => jelena.open.read().slots.length === before.slots.length)
    expect(jelena.open.read()).toEqual(before)
  })

  test('what somebody set anew since is not set back', async () => {
    const [jelena, rafael] = [await phone('Jelena'), await phone('Rafael')]
    const id = slotOf('Watermelon')
    jelena.open.change((edit) => edit.slots.set(id, { title: 'Iced tea' }))
    await jelena.allSaved()
    const [mine] = (await listOf('Jelena')).changes
    await waitFor(() => rafael.open.read().slots.some((slot) => slot.title === 'Iced tea'))
    rafael.open.change((edit) => edit.slots.set(id, { title: 'Water' }))
    await rafael.allSaved()
    expect(
      (await listOf('Jelena')).changes.find((change: { id: string }) => change.id === mine.id).undo,
    ).toBe(false)
    const { status, text } = await undo('Jelena', mine.id)
    expect([status, text]).toEqual([409, '{"error":"changed-since"}'])
  })

  test('nobody undoes another’s change, nor finds out that it is there', async () => {
    const jelena = await phone('Jelena')
    jelena.open.change((edit) => edit.needs.set({ noGifts: false }))
    await jelena.allSaved()
    const [change] = (await listOf('Jelena')).changes
    const answers = [
      await undo('Mara', change.id),
      await undo('Mara', '99999'),
      await undo('Mara', 'nonsense'),
    ]
    for (const { status, text } of answers) expect([status, text]).toEqual([404, '{"error":"not-found"}'])
    expect((await undo('Rafael', change.id)).status).toBe(404)
  })

  test('a hangout that is over is read and not undone', async () => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'Lamp. ')
    await mara.allSaved()
    const [change] = (await listOf('Mara')).changes
    const made = await send(await as('Jelena'), at('restore-points'), {})
    await house.store.sqlite.db.updateTable('hangouts').set({ state: 'over' }).execute()
    expect((await listOf('Mara')).changes[0].undo).toBe(false)
    expect((await undo('Mara', change.id)).text).toBe('{"error":"over"}')
    const again = await send(await as('Jelena'), at(`restore-points/${made.json.id}/restore`), {})
    expect([again.status, again.text]).toEqual([409, '{"error":"over"}'])
  })

  test('sending it twice does it once', async () => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'Lamp. ')
    await mara.allSaved()
    const [change] = (await listOf('Mara')).changes
    const [one, two] = [await undo('Mara', change.id, KEY), await undo('Mara', change.id, KEY)]
    expect([one.status, two.status]).toEqual([200, 200])
    expect((await listOf('Mara')).changes).toHaveLength(2)
    const points = [0, 1].map(async () => send(await as('Jelena'), at('restore-points'), {}, KEY))
    const [first, second] = await Promise.all(points)
    expect(first?.json).toEqual(second?.json)
  })
})

describe('restore points', () => {
  test('one an hour while somebody edits, with the state from before the edit', async () => {
    const jelena = await phone('Jelena')
    const before = jelena.open.read().about
    for (const minutes of [0, 10, 50, 61, 62]) {
      house.clock.now += minutes === 0 ? 0 : 1
      house.clock.now = startOf(house) + minutes * 60_000
      jelena.open.text('about').splice(0, 0, `${minutes} `)
      await jelena.allSaved()
    }
    const { points } = await listOf('Jelena')
    expect(points.map((point: { at: number }) => (point.at - startOf(house)) / 60_000)).toEqual([61, 0])
    const preview = await get(await as('Jelena'), at(`restore-points/${points[1].id}`))
    expect(preview.json).toEqual({ point: points[1], returns: [] })
    const rows = await house.store.history.point('plan', house.hangoutId, points[0].id)
    expect(rows?.state.about).toBe(`50 10 0 ${before}`)
  })

  test('restoring brings back what went and keeps what came', async () => {
    const [jelena, mara] = [await phone('Jelena'), await phone('Mara')]
    const before = jelena.open.read()
    const point = await send(await as('Jelena'), at('restore-points'), { note: 'All is well' })
    const watermelon = slotOf('Watermelon')
    jelena.open.text('about').splice(0, 40, 'Nothing. ')
    jelena.open.change((edit) => {
      edit.slots.remove(watermelon)
      edit.needs.set({ noGifts: false })
      edit.slots.put('0'.repeat(22), { title: 'Candles' })
    })
    await jelena.allSaved()
    mara.open.text('notes').splice(0, 0, 'Mine. ')
    await mara.allSaved()
    await waitFor(() => jelena.open.read().notes.startsWith('Mine.'))
    const asLeft = jelena.open.read()
    const preview = await get(await as('Rafael'), at(`restore-points/${point.json.id}`))
    expect(preview.json.point).toMatchObject({ reason: 'by-hand', who: 'Jelena', note: 'All is well' })
    expect(preview.json.returns.map(({ path }: { path: string }) => path).sort()).toEqual([
      'about',
      'needs/noGifts',
      `slots/${watermelon}`,
    ])
    const done = await send(await as('Rafael'), at(`restore-points/${point.json.id}/restore`), {})
    expect(done.json).toEqual({ restored: 3 })
    await waitFor(() => jelena.open.read().needs.noGifts && jelena.open.read().notes.startsWith('Mine.'))
    const after = jelena.open.read()
    for (const word of before.about.split(/\s+/)) expect(after.about).toContain(word)
    expect(after.about).toContain('Nothing.')
    expect(after.slots.map((slot) => slot.title).sort()).toEqual(
      [...before.slots.map((slot) => slot.title), 'Candles'].sort(),
    )
    expect(after.claims).toEqual(before.claims)
    const again = await send(await as('Rafael'), at(`restore-points/${point.json.id}/restore`), {})
    expect(again.json).toEqual({ restored: 0 })
    // Her words stand again: undoing their removal would double them.
    const hers = (await listOf('Jelena')).changes.find(
      ({ path, who }: { path: string; who: { you: boolean } }) => path === 'about' && who.you,
    )
    expect(hers.undo).toBe(false)
    expect((await undo('Jelena', hers.id)).status).toBe(409)
    // The way back: what the restore brought goes again, what others did since stays.
    mara.open.text('notes').splice(0, 0, 'Later. ')
    await mara.allSaved()
    const changed = jelena.open.read()
    const { points } = await listOf('Rafael')
    const { id } = points.find(({ reason }: { reason: string }) => reason === 'before-restore')
    const wayBack = await get(await as('Jelena'), at(`restore-points/${id}`))
    expect(wayBack.json.returns).toContainEqual({
      path: `slots/${watermelon}`,
      label: 'Watermelon',
      now: 'Watermelon',
      kept: null,
    })
    expect((await send(await as('Jelena'), at(`restore-points/${id}/restore`), {})).json.restored).toBe(3)
    await waitFor(() => !jelena.open.read().needs.noGifts && jelena.open.read().notes.startsWith('Later.'))
    const wentBack = jelena.open.read()
    expect(wentBack).toEqual({ ...asLeft, notes: `Later. ${asLeft.notes}` })
    expect(changed.slots).toHaveLength(wentBack.slots.length + 1)
    const reasons = (await listOf('Rafael')).points.map(({ reason }: { reason: string }) => reason)
    expect(reasons.sort()).toEqual(['before-restore', 'before-restore', 'by-hand', 'hourly'])
  })

  test('P27: who takes away a third within a minute leaves a point; its hosts are told, and others’ edits stay', async () => {
    const [jelena, mara, rafael] = [await phone('Jelena'), await phone('Mara'), await phone('Rafael')]
    mara.open.text('notes').splice(0, 0, 'Long words about where to park and when. '.repeat(30))
    await mara.allSaved()
    house.clock.now += 10 * 60_000
    await waitFor(() => rafael.open.read().notes.length > 1000)
    const before = rafael.open.read()
    // Rafael takes it away in two strokes, Mara and Jelena go on writing.
    rafael.open.text('notes').splice(0, 200, '')
    await rafael.allSaved()
    house.clock.now += 20_000
    const end = mara.open.text('notes').length
    mara.open.text('notes').splice(end, 0, 'Mara stays.')
    await mara.allSaved()
    await waitFor(() => rafael.open.read().notes.includes('Mara'))
    rafael.open.text('notes').splice(50, 900, '')
    rafael.open.change((edit) => edit.slots.remove(slotOf('Watermelon')))
    await rafael.allSaved()
    jelena.open.text('about').splice(0, 0, 'Jelena, too. ')
    await jelena.allSaved()

    const facts = await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)
    expect(facts.json.deletion).toEqual({ pointId: expect.any(String), at: house.clock.now, who: 'Rafael' })
    expect((await get(await as('Mara'), `/api/hangouts/${house.hangoutId}`)).json.deletion).toBeNull()
    const { pointId } = facts.json.deletion
    const kept = await house.store.history.point('plan', house.hangoutId, pointId)
    expect(kept?.state.notes).toBe(`${before.notes}Mara stays.`)

    const done = await send(await as('Jelena'), at(`restore-points/${pointId}/restore`), {})
    expect(done.json.restored).toBeGreaterThan(0)
    await waitFor(() => rafael.open.read().slots.length === before.slots.length)
    expect(rafael.open.read()).toEqual({
      ...before,
      notes: `${before.notes}Mara stays.`,
      about: `Jelena, too. ${before.about}`,
    })
    expect((await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)).json.deletion).toBeNull()
    // What came back isn't put back once more by undoing its removal.
    const mine = (await listOf('Rafael')).changes.filter((change: { undo: boolean }) => change.undo)
    expect(mine).toEqual([])
    expect(await aboutOf()).toBe(`Jelena, too. ${before.about}`)
  })

  test('words that come back don’t run into those that came since', async () => {
    const [jelena, rafael] = [await phone('Jelena'), await phone('Rafael')]
    const before = jelena.open.read()
    rafael.open.text('about').splice(0, before.about.length, '')
    rafael.open.change((edit) => {
      for (const { id } of before.slots) edit.slots.remove(id)
    })
    await rafael.allSaved()
    await waitFor(() => jelena.open.read().about === '')
    jelena.open.text('about').splice(0, 0, 'Tables, lanterns')
    await jelena.allSaved()
    const { deletion } = (await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)).json
    await send(await as('Jelena'), at(`restore-points/${deletion.pointId}/restore`), {})
    await waitFor(() => jelena.open.read().slots.length === before.slots.length)
    expect([`${before.about} Tables, lanterns`, `Tables, lanterns ${before.about}`]).toContain(
      await aboutOf(),
    )
  })

  test('word of it goes to the hosts at once, and to nobody else', async () => {
    const [host, guest] = [await openStream(await as('Jelena')), await openStream(await as('Mara'))]
    const rafael = await phone('Rafael')
    rafael.open.change((edit) => {
      for (const { id } of rafael.open.read().slots) edit.slots.remove(id)
      edit.about.splice(0, 1000, '')
    })
    await rafael.allSaved()
    await host.heard('card')
    const frame = { title: 'Moved', startsAt: '2026-11-28T15:00', endsAt: '2026-11-28T17:00', area: 'Here' }
    await send(await as('Jelena'), at('frame'), frame)
    await guest.heard('card')
    expect(guest.events.filter(({ event }) => event === 'card')).toHaveLength(1)
    for (const stream of [host, guest]) stream.leave()
  })

  test('writing much and taking one’s own away again is nobody’s loss', async () => {
    const mara = await phone('Mara')
    mara.open.text('notes').splice(0, 0, 'x'.repeat(3000))
    await mara.allSaved()
    mara.open.text('notes').splice(0, 3000, '')
    await mara.allSaved()
    expect((await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)).json.deletion).toBeNull()
  })
})

const starts = new WeakMap<House, number>()
function startOf(given: House): number {
  const start = starts.get(given) ?? given.clock.now
  starts.set(given, start)
  return start
}

async function waitFor(condition: () => boolean) {
  await expect.poll(condition, { timeout: 10_000, interval: 5 }).toBe(true)
}
