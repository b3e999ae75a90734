/** One run: a world from a seed, operations one after the other, then all must agree. */

import type { DocumentKind } from '@sidegate/core/documents/address'
import { checkAll } from './checks.ts'
import { makeOperations, type Operation } from './operations.ts'
import { createPlayer } from './play.ts'
import { feedRandomness, randomFrom } from './randomness.ts'
import { createWorld } from './world.ts'

const PEOPLE = 5
const KINDS: readonly DocumentKind[][] = [['plan'], ['plan', 'board'], ['plan', 'play'], ['play', 'board']]

export interface Outcome {
  seed: number
  /** null: all held. */
  failure: string | null
  /** How many operations were played, the one that failed included. */
  played: number
  events: number
  deeds: number
  /** A digest of all that came to be: the same seed gives the same one. */
  trace: string
}

export async function run(seed: number, operations: readonly Operation[]): Promise<Outcome> {
  feedRandomness(randomFrom(seed, 2))
  try {
    const world = await createWorld(seed, PEOPLE)
    const kinds = KINDS[seed % KINDS.length] as DocumentKind[]
    const player = createPlayer(world, kinds)
    let played = 0
    try {
      world.server.start()
      await player.healAll()
      for (const operation of operations) {
        played++
        await player.play(operation)
        if (world.failures.length > 0) break
      }
      if (world.failures.length === 0) {
        await player.healAll()
        await checkAll(world, kinds)
      }
    } catch (error) {
      world.fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
    world.server.crash()
    await world.disk.close()
    const { failures, time, deeds } = world
    const trace = `${time.events} ${deeds.all.length} ${deeds.all.map(({ fate }) => fate[0]).join('')}`
    return {
      seed,
      failure: failures[0] ?? null,
      played,
      events: time.events,
      deeds: deeds.all.length,
      trace,
    }
  } finally {
    feedRandomness(null)
  }
}

export const runSeed = (seed: number, count: number): Promise<Outcome> =>
  run(seed, makeOperations(seed, count))
