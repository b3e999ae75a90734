/**
 * What a power cut may leave of a recorded life, and what must be found in it. Only states that can be are made: the
 * log is whole whenever the database is half written, for it is flushed first; and a log that was copied into the
 * database is never found shortened, for it is begun anew by its header or emptied at one stroke.
 */
import type { Generation, Life, Words } from './record.ts'

export const CUTS = [
  'log',
  'old-tail',
  'garbage',
  'zeros',
  'sectors',
  'checkpoint',
  'copied',
  'begun-anew',
] as const

export interface Cut {
  kind: (typeof CUTS)[number]
  /** For a report: which generation, where. */
  at: string
  database: Buffer
  log: Buffer
  /** Not on purpose of SQLite: the shared index may hold anything after a power cut. */
  index: Buffer | null
  /** What the plans may say: what was acknowledged; or that and the one transaction that was under way. */
  allowed: Words[]
}

type Random = () => number
const below = (random: Random, n: number) => Math.floor(random() * n)
const SECTOR = 512
const PAGE = 4096

export function makeCut(life: Life, kind: Cut['kind'], random: Random): Cut {
  const number = below(random, life.generations.length)
  const generation = life.generations[number] as Generation
  const made = CUT_BY_KIND[kind](generation, random)
  const index = random() < 0.3 ? bytes(random, 32 * 1024) : null
  return { kind, ...made, at: `generation ${number}, ${made.at}`, index }
}

type Made = Omit<Cut, 'kind' | 'index'>

const CUT_BY_KIND: Record<Cut['kind'], (generation: Generation, random: Random) => Made> = {
  /** The log ends at any byte. */
  log: (generation, random) => cutLog(generation, random, () => Buffer.alloc(0)),
  /** Behind the cut stands what the log held the time before. */
  'old-tail': (generation, random) => cutLog(generation, random, (at) => generation.old.subarray(at)),
  garbage: (generation, random) =>
    cutLog(generation, random, () => bytes(random, 1 + below(random, 3 * PAGE))),
  /** Blocks that were given to the file and never written. */
  zeros: (generation, random) => cutLog(generation, random, () => Buffer.alloc(1 + below(random, 3 * PAGE))),

  /** One transaction under way: some of its sectors are there, in no order; pages are half old, half new. */
  sectors(generation, random) {
    const { database, log, old, commits, words } = generation
    const next = below(random, commits.length)
    const from = commits[next - 1]?.end ?? 0
    const to = commits[next]?.end ?? 0
    const found = Buffer.alloc(to)
    old.copy(found, 0, 0, to)
    log.copy(found, 0, 0, from)
    // Often all of them, and only the flush is missing.
    const share = random() < 0.25 ? 1 : random()
    for (let at = from; at < to; at = nextSector(at))
      if (random() < share) log.copy(found, at, at, Math.min(nextSector(at), to))
    const allowed = [commits[next - 1]?.words ?? words, commits[next]?.words ?? words]
    return { at: `commit ${next} of ${commits.length}`, database, log: found, allowed }
  },

  /** The database is half written from a log that is whole. */
  checkpoint(generation, random) {
    const { database, after, log } = generation
    const found = Buffer.alloc(after.length)
    database.copy(found)
    const share = random()
    for (let at = 0; at < after.length; at += PAGE) {
      if (random() >= share) continue
      // The last one that was being written is torn.
      const length = random() < 0.2 ? SECTOR * (1 + below(random, PAGE / SECTOR)) : PAGE
      after.copy(found, at, at, Math.min(at + length, after.length))
    }
    const length = database.length + below(random, after.length - database.length + 1)
    const grown = found.subarray(0, length)
    return {
      at: `${length} bytes of ${after.length}`,
      database: grown,
      log,
      allowed: [lastWords(generation)],
    }
  },

  /** The database is flushed; the log is still the one that was copied, or gone. */
  copied(generation, random) {
    const log = random() < 0.5 ? generation.log : Buffer.alloc(0)
    return { at: `log of ${log.length}`, database: generation.after, log, allowed: [lastWords(generation)] }
  },

  /** The first bytes of a new log are over the old ones: of its header, or of its first transaction. */
  'begun-anew'(generation, random) {
    const first = generation.commits[0]?.end ?? 0
    const at = below(random, random() < 0.5 ? 33 : first)
    return cutAt(generation, at, generation.old.subarray(at))
  },
}

function cutLog(generation: Generation, random: Random, tail: (at: number) => Buffer): Made {
  const last = generation.commits.at(-1)?.end ?? 0
  const at = below(random, last + 1)
  return cutAt(generation, at, tail(at))
}

function cutAt({ database, log, commits, words }: Generation, at: number, tail: Buffer): Made {
  const found = Buffer.concat([log.subarray(0, at), tail])
  // By its bytes, not by where the cut is: a last page that ends in zeros is whole when zeros stand behind the cut.
  const whole = commits.findLast(({ end }) => found.subarray(0, end).equals(log.subarray(0, end)))
  return { at: `byte ${at}`, database, log: found, allowed: [whole?.words ?? words] }
}

const lastWords = ({ commits, words }: Generation) => commits.at(-1)?.words ?? words
const nextSector = (at: number) => (Math.floor(at / SECTOR) + 1) * SECTOR
const bytes = (random: Random, length: number) =>
  Buffer.from(Array.from({ length }, () => below(random, 256)))
