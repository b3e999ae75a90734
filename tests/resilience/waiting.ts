/** What each test of this folder needs, whatever it talks to: to wait for a thing, and chance that comes again. */

/** Waits for the thing itself; says what did not come. */
export async function until(
  condition: () => boolean,
  what: string | (() => string),
  within = 30_000,
): Promise<void> {
  const deadline = Date.now() + within
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`did not come: ${typeof what === 'string' ? what : what()}`)
    await new Promise((next) => setTimeout(next, 3))
  }
}

/** Deterministic and pseudo-random (mulberry32): the same seed makes the same choices. */
export function randomFrom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: <T>(things: readonly T[]): T => things[below(things.length)] as T }
}
