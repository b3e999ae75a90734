/** The whole server: one port for HTTP and sockets, one end for all. */
import { formatAddress } from '@sidegate/core/documents/address'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { get, send } from './testing/asking.ts'
import { type House, startHouse } from './testing/house.ts'
import { openStream } from './testing/listening.ts'

let house: House
beforeEach(async () => {
  house = await startHouse()
})
afterEach(() => house.stop())

const plan = () => formatAddress({ kind: 'plan', id: house.hangoutId, epoch: 1 })

function connect(address: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/sync/${address}`, { headers })
  const opened = new Promise<void>((done) => socket.on('open', () => done()))
  const closed = new Promise<{ code: number; reason: string }>((done) => {
    socket.on('close', (code, reason) => done({ code, reason: String(reason) }))
    socket.on('error', (error) => done({ code: 0, reason: error.message }))
  })
  const firstFrame = new Promise<void>((done) => socket.on('message', () => done()))
  return { opened, closed, firstFrame }
}

const bearer = async (name: string) => ({ Authorization: `Bearer ${await house.signIn(name)}` })

test('R9: after a breaking change the first to ask, phone or page, finds the new epoch', async () => {
  // As an earlier version left them.
  await house.store.sqlite.db.updateTable('documents').set({ version: 0 }).execute()
  const told = await connect(plan(), await bearer('Mara')).closed
  expect(told).toEqual({ code: CLOSE.wrongEpoch, reason: '2' })
  const asking = { url: house.url, token: await house.signIn('Mara') }
  const { json } = await get(asking, `/api/hangouts/${house.hangoutId}`)
  expect([json.plan, json.play]).toEqual([plan().replace(/1$/, '2'), `play/${house.hangoutId}/2`])
  expect(json.content.slots).toHaveLength(13)
  await connect(json.plan, await bearer('Mara')).firstFrame
})

test('a guest gets in; others, unknown documents and people without a session are told by code', async () => {
  const guest = connect(plan(), await bearer('Mara'))
  await guest.firstFrame
  const unknown = formatAddress({ kind: 'plan', id: 'han_0000000000000000000000', epoch: 1 })
  const { id } = await house.store.installation()
  const noAccess = { code: CLOSE.noAccess, reason: id }
  expect(await connect(plan(), await bearer("Ada's guardian")).closed).toEqual(noAccess)
  expect(await connect(unknown, await bearer('Mara')).closed).toEqual(noAccess)
  expect((await connect(plan(), { Origin: house.url }).closed).code).toBe(CLOSE.sessionExpired)
  const stale = plan().replace(/1$/, '2')
  expect(await connect(stale, await bearer('Mara')).closed).toEqual({ code: CLOSE.wrongEpoch, reason: '1' })
})

test('R21: a cookie on an upgrade counts from our own pages only', async () => {
  const cookie = `sidegate=${await house.signIn('Mara')}`
  const own = connect(plan(), { Cookie: cookie, Origin: house.url })
  await own.firstFrame
  for (const origin of ['https://evil.example', undefined]) {
    const foreign = await connect(plan(), { Cookie: cookie, ...(origin && { Origin: origin }) }).closed
    expect(foreign.code).not.toBe(CLOSE.restarting)
    expect([0, CLOSE.noAccess, CLOSE.sessionExpired]).toContain(foreign.code)
  }
})

test('R22: signing out closes the sockets of that session at once', async () => {
  const headers = await bearer('Mara')
  const socket = connect(plan(), headers)
  await socket.firstFrame
  await send({ url: house.url, token: headers.Authorization.slice('Bearer '.length) }, '/api/session/end', {})
  expect((await socket.closed).code).toBe(CLOSE.noAccess)
})

test('P16: stopping tells every socket to come back, and takes less than 5 s', async () => {
  const sockets = [connect(plan(), await bearer('Mara')), connect(plan(), await bearer('Jelena'))]
  await Promise.all(sockets.map((socket) => socket.firstFrame))
  const startedAt = performance.now()
  await house.stop()
  expect(performance.now() - startedAt).toBeLessThan(5000)
  for (const socket of sockets) expect((await socket.closed).code).toBe(CLOSE.restarting)
  house = await startHouse()
})

test('who edits a whole-circle hangout now is counted for the console, once a person', async () => {
  const headers = await bearer('Mara')
  const sockets = [
    connect(plan(), headers),
    connect(plan(), headers),
    connect(plan(), await bearer('Jelena')),
  ]
  await Promise.all(sockets.map((socket) => socket.firstFrame))
  const grace = { url: house.url, token: await house.signIn('Grace') }
  const { json } = await get(grace, '/api/admin/overview')
  expect([json.totals.editing, json.circles[0].editing]).toEqual([2, 2])
  expect((await get(grace, `/api/admin/circles/${house.room.id}`)).json.hangouts[0].editing).toBe(2)
})

test('whoever watches the circle is told that somebody came or left', async () => {
  const [grace, mara] = [await house.signIn('Grace'), await house.signIn('Mara')]
  const streams = [
    await openStream({ url: house.url, token: grace }),
    await openStream({ url: house.url, token: mara }),
  ]
  const socket = connect(plan(), await bearer('Jelena'))
  await socket.firstFrame
  await streams[0]?.heard('editing')
  expect(streams[0]?.events[0]).toEqual({ event: 'editing', data: { circleId: house.room.id } })
  expect(streams[1]?.events).toEqual([])
  for (const stream of streams) stream.leave()
})
