/**
 * Honest traffic never meets the gate: evenings in a plan, 100,000 steps in all, of which each prints its seed when it
 * fails. Half of the seeds are always the same, so that what once failed is tried again; half are new in each run.
 */
import { expect, test } from 'vitest'
import { spendEvening } from '../testing/honest-plan.ts'

const STEPS = 1000
const PINNED = Array.from({ length: 50 }, (_, seed) => seed)
const first = Math.floor(Math.random() * 1e9)
const FRESH = Array.from({ length: 50 }, (_, i) => first + i)

test.each([
  ['known seeds', PINNED],
  [`seeds from ${first} on`, FRESH],
])('nobody is refused and all agree, %s', { timeout: 300_000 }, (_title, seeds) => {
  let judged = 0
  for (const seed of seeds) judged += spendEvening(seed, STEPS).judged
  expect(judged).toBeGreaterThan(seeds.length * 150)
})
