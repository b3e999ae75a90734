/** What a scenario is, and what it gets. */
import type { GroupSpec } from '../load/crew.ts'
import { type Load, startLoad } from '../load/load.ts'
import { cpuOf, rssOf } from '../machine.ts'
import type { Place, Running, ServerKind, Shape, Site } from '../servers/server.ts'

export interface Scale {
  quick: boolean
}

export type Figures = Record<string, number | null>

export interface Scenario {
  name: string
  title: string
  /** What it does, in a sentence or two, for the report. */
  how: string
  /** At most: what hardly varies need not be measured as often. */
  rounds: number
  /** The figures in their order, with the words of the report. */
  columns: Record<string, string>
  fits(server: ServerKind): boolean
  /** One server, one round. */
  run(server: ServerKind, scale: Scale): Promise<Figures>
}

/** A fresh server with fresh data and a load process; both end with the work. */
export async function withServer<T>(
  server: ServerKind,
  shape: Shape,
  work: (world: { site: Site; running: Running; load: Load }) => Promise<T>,
): Promise<T> {
  const site = await server.make(shape)
  try {
    const running = await site.start()
    const load = startLoad(running.port, server.dialect)
    try {
      return await work({ site, running, load })
    } finally {
      await load.end()
      await running.kill('SIGKILL')
    }
  } finally {
    await site.remove()
  }
}

/** A site whose server may be started several times; all of them end with the work. */
export async function startedOn<T>(
  server: ServerKind,
  shape: Shape,
  work: (site: Site, start: () => Promise<Running>) => Promise<T>,
): Promise<T> {
  const site = await server.make(shape)
  const started: Running[] = []
  try {
    return await work(site, async () => {
      const running = await site.start()
      started.push(running)
      return running
    })
  } finally {
    for (const running of started) await running.kill('SIGKILL')
    await site.remove()
  }
}

/** Types edits as fast as the server takes them. */
export async function fill(load: Load, edits: number) {
  const { missing, refusals } = await load.type({ edits, perSecond: null })
  if (missing > 0 || refusals > 0) throw new Error(`${missing} deliveries missing, ${refusals} edits refused`)
}

/**
 * Types into a document of its own until the server's code is compiled as in one that has run for a while: what a
 * process costs in its first seconds says little about a day. The next clients begin with nothing.
 */
export async function warmUp(load: Load, place: Place | undefined) {
  const people = 10
  await load.join([groupAt(place, { people, typing: people })], { atOnce: people })
  await load.found()
  await fill(load, 20_000)
  await load.leaveAll()
}

/** The clients of one document: `typing` of them write. */
export function groupAt(
  place: Place | undefined,
  { people, typing }: { people: number; typing: number },
): GroupSpec {
  if (!place) throw new Error('the scenario asked for fewer documents than it opens')
  return {
    document: place.document,
    path: place.path,
    clients: Array.from({ length: people }, (_, i) => ({
      headers: place.headers[i % place.headers.length] ?? {},
      types: i < typing,
    })),
  }
}

/** ms of CPU that the server used while the work was done. */
export async function cpuWhile<T>(
  { pid }: Running,
  work: () => Promise<T>,
): Promise<{ cpu: number; result: T }> {
  const before = cpuOf(pid)
  const result = await work()
  return { cpu: cpuOf(pid) - before, result }
}

export const pause = (ms: number) => new Promise((next) => setTimeout(next, ms))

/** V8 keeps the pages that a collection freed for some 8 s, in case they are needed again. */
const PAGES_KEPT = 10_000

/**
 * kB that the server holds once its garbage is collected: of the machine, and by JavaScript's own account. After much
 * work twice, for the first collection only makes the room for new objects small enough to be given back by the next.
 */
export async function settledMemory(running: Running, times = 1): Promise<{ rss: number; heap: number }> {
  let held = 0
  for (let i = 0; i < times; i++) {
    await running.collect()
    await pause(300)
    held = await running.collect()
    await pause(PAGES_KEPT)
  }
  return { rss: rssOf(running.pid), heap: held / 1024 }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))
