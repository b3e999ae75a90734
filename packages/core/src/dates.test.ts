import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import {
  dateBlock,
  formatClock,
  formatDay,
  formatShortDay,
  formatTimes,
  isZone,
  localTimeAt,
} from './dates.ts'
import { localTime } from './documents/values.ts'
import { formatZone } from './zones.ts'

// Core knows no Node; its tests run there.
const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process
const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone
afterEach(() => {
  env.TZ = machineZone
})

describe('a day never shifts, wherever the machine stands', () => {
  test.each([
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'America/New_York',
    'Asia/Tokyo',
    'Australia/Lord_Howe',
    'UTC',
  ])('in %s', (zone) => {
    env.TZ = zone
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
    for (const time of ['2026-11-28T00:00', '2026-11-28T14:00', '2026-11-28T23:59']) {
      expect(formatDay(time, 'en')).toBe('Saturday, November 28')
      expect(formatShortDay(time, 'en')).toBe('Sat, Nov 28')
      expect(dateBlock(time, 'en')).toEqual({ weekday: 'Sat', month: 'Nov', day: '28' })
    }
    // Hours that clocks skip or repeat when they change.
    expect(formatTimes('2026-03-08T02:30', '2026-03-08T03:30', 'en')).toBe('2:30 – 3:30 AM')
    expect(formatTimes('2026-11-01T01:30', '2026-11-01T02:30', 'en')).toBe('1:30 – 2:30 AM')
  })
})

describe('times', () => {
  test('of one day', () => {
    expect(formatTimes('2026-11-28T14:00', '2026-11-28T17:00', 'en')).toBe('2:00 – 5:00 PM')
    expect(formatTimes('2026-11-28T14:00', '2026-11-28T17:00', 'es')).toBe('14:00 – 17:00')
  })

  test('of two days name both', () => {
    const text = formatTimes('2026-11-28T20:00', '2026-11-29T09:00', 'en')
    expect(text).toContain('Nov 28')
    expect(text).toContain('Nov 29')
  })

  test('the end before the start, as an unlucky merge could have it: the start alone, no crash', () => {
    expect(formatTimes('2026-11-28T17:00', '2026-11-28T14:00', 'en')).toMatch(/^5:00\sPM$/)
  })

  test('on a clock', () => {
    expect(formatClock('14:00', 'en')).toMatch(/^2:00\sPM$/)
    expect(formatClock('00:05', 'es')).toBe('0:05')
  })
})

describe('zones', () => {
  test('as people say them; one that this machine does not know by its id', () => {
    expect(formatZone('America/New_York', 'en')).toBe('Eastern Time')
    expect(formatZone('Mars/Olympus_Mons', 'en')).toBe('Mars/Olympus_Mons')
  })

  test('which exist', () => {
    expect(['Europe/Kyiv', 'UTC', 'Mars/Olympus_Mons', ''].map(isZone)).toEqual([true, true, false, false])
  })

  test('the local time at an instant, with the day that it is there', () => {
    const instant = Date.UTC(2026, 0, 1, 4, 59)
    expect(localTimeAt(instant, 'America/New_York')).toBe('2025-12-31T23:59')
    expect(localTimeAt(instant, 'Pacific/Kiritimati')).toBe('2026-01-01T18:59')
    expect(localTimeAt(Date.UTC(2026, 10, 28, 5), 'America/New_York')).toBe('2026-11-28T00:00')
    expect(localTimeAt(instant, 'Mars/Olympus_Mons')).toBe('2026-01-01T04:59')
  })
})

test.each([
  ['2026-11-28T14:00', true],
  ['2028-02-29T00:00', true],
  ['2026-02-29T00:00', false],
  ['2026-11-31T14:00', false],
  ['2026-13-01T14:00', false],
  ['2026-11-28T24:00', false],
  ['2026-11-28 14:00', false],
  ['2026-11-28T14:00Z', false],
  ['2026-11-28T14:00:00', false],
])('%s is a local time: %s', (time, is) => {
  expect(v.is(localTime, time)).toBe(is)
})
