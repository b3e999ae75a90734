/**
 * All chance of a run comes from its seed. Yjs and the engine draw their ids from the platform's randomness, so while
 * a run lasts that is fed from the seed too. Import this before anything that imports Yjs: lib0 binds the function
 * once, when it is loaded.
 */
import { webcrypto } from 'node:crypto'

export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [0, n). */
  below(n: number): number
  pick<T>(things: readonly T[]): T
}

/** Deterministic and pseudo-random (mulberry32). The same seed and stream make the same choices. */
export function randomFrom(seed: number, stream = 0): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: <T>(things: readonly T[]): T => things[below(things.length)] as T }
}

let seeded: Random | null = null
const fromPlatform = webcrypto.getRandomValues.bind(webcrypto)

function fill<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T): T {
  if (!seeded) {
    fromPlatform<Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array)
    return array
  }
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  for (let i = 0; i < bytes.length; i++) bytes[i] = seeded.below(256)
  return array
}
Object.defineProperty(webcrypto, 'getRandomValues', { value: fill, configurable: true, writable: true })

/** From here until `null` the platform's randomness is this one. */
export function feedRandomness(random: Random | null): void {
  seeded = random
}
