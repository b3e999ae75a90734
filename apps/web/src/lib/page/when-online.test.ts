import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whenOnline } from './when-online.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what can’t be loaded is asked for again, less and less often, and whoever waits gets it then', async () => {
  const asked: number[] = []
  const load = async () => {
    asked.push(Date.now() - start)
    if (asked.length < 4) throw new TypeError('Failed to fetch dynamically imported module')
    return 'the part'
  }
  const start = Date.now()
  const part = whenOnline(load)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await part).toBe('the part')
  expect(asked).toEqual([0, 2000, 6000, 14_000])
})
