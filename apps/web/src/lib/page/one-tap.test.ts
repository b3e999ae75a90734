import { expect, test } from 'vitest'
import { oneTap } from './one-tap.ts'

const tap = (timeStamp: number, clientX = 100) => ({ timeStamp, clientX, clientY: 300 })

test('quick taps on one spot count once; one after a pause or somewhere else counts', () => {
  const isOwn = oneTap()
  expect([tap(1000), tap(1150, 110), tap(1300), tap(1450)].map(isOwn)).toEqual([true, false, false, true])
  expect(isOwn(tap(1500, 200))).toBe(true)
})
