import { expect, test } from 'vitest'
import { cutLives } from './lives.ts'

const CUTS = 240
const SEED = 20261126

test(`${CUTS} power cuts through database and log: each opens whole, and nothing that was acknowledged is lost (P2)`, async () => {
  const { failed, kinds } = await cutLives({ cuts: CUTS, seed: SEED })
  expect(failed, `seed ${SEED}`).toEqual([])
  // Cuts that all fall outside of a transaction would prove little.
  expect(kinds.sectors?.under).toBeGreaterThan(0)
}, 120_000)
