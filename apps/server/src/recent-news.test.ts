import { expect, test } from 'vitest'
import { createRecentNews } from './recent-news.ts'

function recent(start = 1000) {
  const clock = { now: start }
  const news = createRecentNews<string, string>(() => clock.now)
  const note = (at: number, told: string, hears: (reader: string) => boolean = () => true) => {
    clock.now = at
    news.note(told, hears)
  }
  return { clock, note, since: (moment: number, ...readers: string[]) => news.since(moment, readers) }
}

test('what was told from a moment on, each thing once, to those who hear it', () => {
  const { clock, note, since } = recent()
  note(1010, 'a')
  note(1020, 'b', (reader) => reader === 'mara')
  note(1030, 'b', (reader) => reader === 'mara')
  clock.now = 1040
  expect(since(1000, 'mara')).toEqual(['a', 'b'])
  expect(since(1011, 'mara')).toEqual(['b'])
  expect(since(1020, 'jelena')).toEqual([])
  expect(since(1020, 'jelena', 'mara')).toEqual(['b'])
  expect(since(1031, 'mara')).toEqual([])
})

test('before the start, ahead of now, or no moment at all: nobody knows what was missed', () => {
  const { since } = recent(1000)
  expect([since(999, 'mara'), since(1001, 'mara'), since(Number.NaN, 'mara')]).toEqual([null, null, null])
  expect(since(1000, 'mara')).toEqual([])
})

test('it remembers five minutes by the clock, whatever was told: a decline is not heard, not even in what was forgotten', () => {
  const [loud, quiet] = [recent(0), recent(0)]
  for (let at = 1000; at < 600_000; at += 1000) loud.note(at, 'a decline', (reader) => reader === 'host')
  loud.clock.now = 600_000
  quiet.clock.now = 600_000
  for (const moment of [0, 1000, 299_999, 300_000, 300_001, 599_000])
    expect(loud.since(moment, 'guest'), String(moment)).toEqual(quiet.since(moment, 'guest'))
  expect(loud.since(299_999, 'host')).toBeNull()
  expect(loud.since(300_000, 'host')).toEqual(['a decline'])
})

test('beyond 20,000 pieces in five minutes everybody asks anew', () => {
  const { note, since } = recent(0)
  for (let i = 0; i < 20_001; i++) note(i, `n${i}`)
  expect(since(19_999, 'mara')).toBeNull()
  expect(since(20_000, 'mara')).toEqual(['n20000'])
})
