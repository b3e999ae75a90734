import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import * as encoding from 'lib0/encoding'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createMeters, metered, metricsPage } from './metrics.ts'
import type { DocumentStore } from './store/documents.ts'
import { get } from './testing/asking.ts'
import { startHouse } from './testing/house.ts'

// Of y-protocols' sync messages.
const UPDATE = 2

const numberOf = (text: string, name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])

test('without the token of the data folder /metrics is as if it was not there', async () => {
  const house = await startHouse()
  const file = join(house.dataDir, 'operator.token')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const token = readFileSync(file, 'utf8').trim()
  const nothing = await get(house, '/api/nothing')
  const asked = [
    await get(house, '/metrics'),
    await get({ ...house, token: `${token.slice(1)}x` }, '/metrics'),
    // An operator's own session opens the console, not this.
    await get({ ...house, token: await house.signIn('Idris') }, '/metrics'),
  ]
  for (const { status, text } of asked) expect([status, text]).toEqual([404, nothing.text])
  expect((await get({ ...house, token }, '/metrics')).status).toBe(200)
  await house.stop()
})

test('the page has the numbers of the house in the form that Prometheus reads, and no id of anybody', async () => {
  const house = await startHouse()
  const token = readFileSync(join(house.dataDir, 'operator.token'), 'utf8').trim()
  const { text, headers } = await get({ ...house, token }, '/metrics')
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{(le|reason)="[^"]+"\})? [0-9.e+-]+)$/
  for (const each of text.trimEnd().split('\n')) expect(each).toMatch(line)
  expect(numberOf(text, 'sidegate_saving')).toBe(1)
  expect(numberOf(text, 'sidegate_documents_quarantined')).toBe(0)
  expect(numberOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(text).not.toMatch(/(gua|fam|kid|han|cir)_/)
  await house.stop()
})

test('edits, refusals by reason and the time of commits are counted', async () => {
  const house = await startHouse()
  const meters = createMeters()
  const documents = metered(house.store.documents, meters)
  const address = { kind: 'plan', id: house.hangoutId, epoch: 1 } as const
  const append = { address, guardianId: 'gua_mara', at: 0, clients: [], owned: [] }
  const update = Uint8Array.of(0, 0)
  await documents.append([
    { ...append, update },
    { ...append, update },
    { ...append, update: null },
    { ...append, update, guardianId: null },
  ])
  const stale: Parameters<DocumentStore['append']>[0] = [
    { ...append, update, address: { ...address, epoch: 9 } },
  ]
  await expect(documents.append(stale)).rejects.toThrow(/stale/)
  meters.refused('gap')
  meters.refused('gap')
  const text = await metricsPage({
    meters,
    health: { logBytes: 7, lag: () => 5, care: async () => ({ documents: [], disk: null, isSaving: true }) },
    standing: () => ({ rooms: 1, sockets: 2, waitingBytes: 3 }),
  })
  const counted = Object.fromEntries(
    ['edits_total', 'commands_total', 'failed_commits_total', 'commit_seconds_count', 'sockets_open'].map(
      (name) => [name, numberOf(text, `sidegate_${name}`)],
    ),
  )
  expect(counted).toEqual({
    edits_total: 2,
    commands_total: 1,
    failed_commits_total: 1,
    commit_seconds_count: 1,
    sockets_open: 2,
  })
  expect(text).toContain('sidegate_refusals_total{reason="gap"} 2\n')
  expect(text).toContain('sidegate_commit_seconds_bucket{le="+Inf"} 1\n')
  await house.stop()
})

test('who is here, what they wrote and what was kept out is counted at the real socket', async () => {
  const house = await startHouse()
  const token = readFileSync(join(house.dataDir, 'operator.token'), 'utf8').trim()
  const page = async () => (await get({ ...house, token }, '/metrics')).text
  const jelena = await house.signIn('Jelena')
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/sync/plan/${house.hangoutId}/1`, {
    headers: { authorization: `Bearer ${jelena}` },
  })
  await once(socket, 'open')
  const send = (update: Uint8Array) => {
    const frame = encoding.createEncoder()
    encoding.writeVarUint(frame, MESSAGE_SYNC)
    encoding.writeVarUint(frame, UPDATE)
    encoding.writeVarUint8Array(frame, update)
    socket.send(encoding.toUint8Array(frame))
  }
  const doc = new Y.Doc()
  doc.getText('notes').insert(0, 'hello')
  send(Y.encodeStateAsUpdate(doc))
  send(Uint8Array.of(7, 7, 7))
  await vi.waitFor(async () => {
    const text = await page()
    expect(text).toContain('sidegate_refusals_total{reason="malformed"} 1\n')
    expect(numberOf(text, 'sidegate_edits_total')).toBe(1)
  }, 20_000)
  const text = await page()
  expect([numberOf(text, 'sidegate_rooms_open'), numberOf(text, 'sidegate_sockets_open')]).toEqual([1, 1])
  expect(numberOf(text, 'sidegate_commit_queue_bytes')).toBe(0)
  socket.close()
  await vi.waitFor(async () => expect(numberOf(await page(), 'sidegate_sockets_open')).toBe(0), 20_000)
  await house.stop()
})
