import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { ownPresence, retryDelay } from './socket.ts'

function presence(...clients: number[]) {
  const entries = encoding.createEncoder()
  encoding.writeVarUint(entries, clients.length)
  for (const client of clients) {
    encoding.writeVarUint(entries, client)
    encoding.writeVarUint(entries, 3)
    encoding.writeVarString(entries, `{"at":"slots/${client}"}`)
  }
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, 1)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(entries))
  return encoding.toUint8Array(frame)
}

test('R18: one speaks for oneself alone, whatever the provider echoes', () => {
  expect(ownPresence(presence(7), 7)).toEqual(presence(7))
  expect(ownPresence(presence(5, 7, 900), 7)).toEqual(presence(7))
  expect(ownPresence(presence(5, 900), 7)).toBe(null)
  expect(ownPresence(presence(), 7)).toBe(null)
})

const lost = { code: 1006, reason: '' }
const restarting = { code: 1012, reason: '' }

test('a lost socket is tried again at once, then less and less often, never later than 10 s', () => {
  expect(retryDelay(0, lost, 0.999)).toBeLessThan(200)
  expect(retryDelay(3, lost, 0)).toBe(800)
  expect(retryDelay(40, lost, 0.999)).toBeLessThan(10_000)
})

test('P16: after a restart a whole school comes back within 3 s, not all in the same instant', () => {
  expect(retryDelay(0, restarting, 0)).toBe(1000)
  expect(retryDelay(0, restarting, 0.999)).toBeLessThan(2000)
})

test('P17: a server that can save nothing is asked seldom, even by a phone that was level a moment ago', () => {
  expect(retryDelay(0, { code: 1013, reason: 'not saving' }, 0)).toBe(5000)
  expect(retryDelay(0, { code: 1013, reason: 'too fast' }, 0)).toBe(2000)
})
