import { expect, test } from 'vitest'
import { cityOf, zoneMeant, zones } from './zones.ts'

test.each([
  ['America/New_York', 'America/New_York'],
  ['america/new york', 'America/New_York'],
  [' new york ', 'America/New_York'],
  ['México City', 'America/Mexico_City'],
  ['Europe/Madrid', 'Europe/Madrid'],
  ['US/Eastern', 'US/Eastern'],
  ['UTC', 'UTC'],
  ['Moon/Base', null],
  ['', null],
  ['Nowhere', null],
])('%j is %j', (typed, zone) => {
  expect(zoneMeant(typed)).toBe(zone)
})

test('a city that several zones have says too little', () => {
  expect(zoneMeant('Springfield', ['America/Springfield', 'Europe/Springfield'])).toBeNull()
})

test('the list has what families live in, by city', () => {
  expect(zones().map(cityOf)).toEqual(expect.arrayContaining(['New York', 'Madrid', 'UTC']))
})
