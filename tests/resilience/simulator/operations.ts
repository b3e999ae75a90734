/** What happens in a run, as data: made from a seed, played in order, and dropped one by one when a failure is reduced. */
import { type Random, randomFrom } from './randomness.ts'

/** How often each happens, against the others. */
const WEIGHTS = {
  /** An edit by somebody. */
  act: 52,
  undo: 2,
  focus: 5,
  repeat: 2,
  burst: 1,
  /** The network of a phone. */
  cut: 4,
  hold: 3,
  off: 3,
  heal: 6,
  /** Tabs. */
  close: 3,
  open: 4,
  everybodyLeaves: 1,
  /** The server process and its disk. */
  crash: 3,
  restart: 1,
  failAppend: 2,
  loseAnswer: 1,
  failLoad: 1,
  fill: 1,
  slow: 1,
  mend: 3,
  /** Who may what. */
  command: 3,
  end: 0.5,
  resume: 1.5,
  demote: 0.7,
  promote: 1,
  remove: 0.5,
  takeBack: 1,
  expire: 1,
  signIn: 2,
  /** The history, and the epochs. */
  keepPoint: 1,
  restore: 1,
  undoInHistory: 1,
  refound: 1.5,
  /** Clocks. */
  jump: 1,
  jumpServer: 0.5,
  stranger: 8,
} as const

export type What = keyof typeof WEIGHTS

export interface Operation {
  what: What
  /** Whose phone, counted round. */
  who: number
  /** What is left to chance inside the operation. */
  dice: number
  /** Time that passes afterwards (ms). */
  wait: number
}

const KINDS = Object.keys(WEIGHTS) as What[]
const TOTAL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0)

export function makeOperations(seed: number, count: number): Operation[] {
  const random = randomFrom(seed, 3)
  // Some runs are hectic, in others everything comes to rest in between.
  const longest = random.pick([5, 40, 40, 300])
  return Array.from({ length: count }, () => ({
    what: pickWhat(random),
    who: random.below(1000),
    dice: random.below(2 ** 31),
    wait: random.below(20) === 0 ? random.below(40_000) : random.below(longest + 1),
  }))
}

function pickWhat(random: Random): What {
  let left = random.next() * TOTAL
  for (const what of KINDS) {
    left -= WEIGHTS[what]
    if (left < 0) return what
  }
  return 'act'
}
