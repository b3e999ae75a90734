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

/** kB that the server holds once its garbage is collected. */
export async function settledRss(running: Running): Promise<number> {
  for (let i = 0; i < 3; i++) {
    running.signal('SIGUSR2')
    await pause(400)
  }
  return rssOf(running.pid)
}

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))
