/** Many cuts through recorded lives: what the test and the command share. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomFrom } from '../phone.ts'
import { CUTS, type Cut, makeCut } from './cuts.ts'
import { recordLife } from './record.ts'
import { survive } from './survive.ts'

export interface Result {
  cuts: number
  seed: number
  commits: number
  seconds: number
  kinds: Record<string, { tried: number; whole: number; under: number }>
  failed: { number: number; kind: Cut['kind']; at: string; faults: string[] }[]
}

// Commits of each generation of the log: short ones, for the seams between them are what matters.
const SIZES = [40, 25, 60, 10, 35, 50, 3, 30]

// The power cuts are made here, so waiting for a real disk would prove nothing.
const WORKSHOP = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The seed decides the cuts; the bytes that are cut differ from run to run, for keys and ids are random. */
export async function cutLives({ cuts, seed }: { cuts: number; seed: number }): Promise<Result> {
  const began = performance.now()
  const random = randomFrom(seed).next
  const life = await recordLife(WORKSHOP, SIZES, random)
  const commits = life.generations.reduce((sum, generation) => sum + generation.commits.length, 0)
  const kinds = Object.fromEntries(CUTS.map((kind) => [kind, { tried: 0, whole: 0, under: 0 }]))
  const failed: Result['failed'] = []
  const folder = mkdtempSync(join(WORKSHOP, 'sidegate-cuts-'))
  try {
    for (let number = 0; number < cuts; number++) {
      const kind = CUTS[number % CUTS.length] as Cut['kind']
      const cut = makeCut(life, kind, random)
      const { faults, found } = await survive(cut, life.key, join(folder, String(number)))
      const tally = kinds[kind]
      if (tally) {
        tally.tried++
        if (faults.length === 0) tally.whole++
        if (faults.length === 0 && found > 0) tally.under++
      }
      if (faults.length > 0) failed.push({ number, kind, at: cut.at, faults })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { cuts, seed, commits, seconds: Math.round((performance.now() - began) / 100) / 10, kinds, failed }
}
