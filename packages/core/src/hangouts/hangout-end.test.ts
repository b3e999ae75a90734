import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localTimeAt } from '../dates.ts'
import { hasEnded, isDayOver, stateNow } from './hangout-end.ts'

const yard = { endsAt: '2026-11-28T17:00', zone: 'America/New_York' }
const at = (iso: string) => Date.parse(iso)

test('a hangout ends by the clock of its own zone', () => {
  expect(hasEnded(yard, at('2026-11-28T21:59:00Z'))).toBe(false)
  expect(hasEnded(yard, at('2026-11-28T22:00:00Z'))).toBe(true)
  expect(hasEnded({ ...yard, zone: 'Asia/Tokyo' }, at('2026-11-28T08:00:00Z'))).toBe(true)
})

test('its day ends with that day in its zone, not with ours', () => {
  expect(isDayOver(yard, at('2026-11-29T04:59:00Z'))).toBe(false)
  expect(isDayOver(yard, at('2026-11-29T05:00:00Z'))).toBe(true)
})

test('only what was sent ends: a draft stays a draft, and what is off stays off', () => {
  const late = at('2026-12-01T00:00:00Z')
  const states = (['draft', 'sent', 'on', 'rain-plan', 'off', 'over'] as const).map((state) =>
    stateNow({ ...yard, state }, late),
  )
  expect(states).toEqual(['draft', 'over', 'over', 'over', 'off', 'over'])
  expect(stateNow({ ...yard, state: 'sent' }, at('2026-11-28T20:00:00Z'))).toBe('sent')
})

test('the short cut says what the calendar says, in every zone and at every instant', () => {
  const zones = [
    'America/New_York',
    'Europe/Madrid',
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'Asia/Kolkata',
    'UTC',
  ]
  const hours = fc.integer({ min: -72, max: 72 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), hours, (zone, hour) => {
      const now = Date.parse(`${yard.endsAt}:00Z`) + hour * 3_600_000
      expect(hasEnded({ ...yard, zone }, now)).toBe(yard.endsAt <= localTimeAt(now, zone))
    }),
  )
})
