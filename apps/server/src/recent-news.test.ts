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

test('it keeps five minutes and 500 pieces, and says so when it forgot', () => {
  const { clock, note, since } = recent(0)
  note(10, 'old')
  note(20, 'newer')
  clock.now = 5 * 60_000 + 15
  expect(since(10, 'mara')).toBeNull()
  expect(since(11, 'mara')).toEqual(['newer'])
  for (let i = 0; i < 3000; i++) note(400_000 + i, `n${i}`)
  expect(since(402_499, 'mara')).toBeNull()
  expect(since(402_500, 'mara')).toHaveLength(500)
})
