/**
 * What Prometheus reads at /metrics: numbers of the house as a whole, no id of anybody or anything. Written by hand:
 * the text format is three lines a number, and a client library would bring a registry of globals and two packages.
 */
import type { Health } from './health.ts'
import type { Append, DocumentStore } from './store/documents.ts'

// Upper bounds in seconds: a commit is 0.2 ms on a good disk and must stay under a person's patience.
const BOUNDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** Counts what happens. */
export interface Meters {
  refused(reason: string): void
  committed(batch: readonly Append[], seconds: number): void
  commitFailed(): void
  read(): Counts
}

interface Counts {
  edits: number
  commands: number
  failedCommits: number
  refusalsByReason: ReadonlyMap<string, number>
  commits: { count: number; sum: number; atMost: readonly number[] }
}

export function createMeters(): Meters {
  const refusalsByReason = new Map<string, number>()
  const atMost = BOUNDS.map(() => 0)
  let edits = 0
  let commands = 0
  let failedCommits = 0
  let count = 0
  let sum = 0
  return {
    refused: (reason) => void refusalsByReason.set(reason, (refusalsByReason.get(reason) ?? 0) + 1),
    committed(batch, seconds) {
      count++
      sum += seconds
      for (const [i, bound] of BOUNDS.entries()) if (seconds <= bound) atMost[i] = (atMost[i] ?? 0) + 1
      for (const { update, guardianId } of batch) {
        if (!update) continue
        if (guardianId === null) commands++
        else edits++
      }
    },
    commitFailed: () => void failedCommits++,
    read: () => ({ edits, commands, failedCommits, refusalsByReason, commits: { count, sum, atMost } }),
  }
}

/** The same store, each of its commits counted and timed, queue included. */
export function metered(documents: DocumentStore, meters: Meters): DocumentStore {
  return {
    ...documents,
    async append(batch) {
      const from = performance.now()
      try {
        const seqs = await documents.append(batch)
        meters.committed(batch, (performance.now() - from) / 1000)
        return seqs
      } catch (error) {
        meters.commitFailed()
        throw error
      }
    },
  }
}

/** What is open just now. */
export interface Standing {
  rooms: number
  sockets: number
  /** Edits that wait for the disk, in bytes. */
  waitingBytes: number
}

export interface MetricsDeps {
  meters: Meters
  health: Pick<Health, 'care' | 'lag' | 'logBytes'>
  standing: () => Standing
}

/** The page in Prometheus' text format 0.0.4. */
export async function metricsPage({ meters, health, standing }: MetricsDeps): Promise<string> {
  const { edits, commands, failedCommits, refusalsByReason, commits } = meters.read()
  const { rooms, sockets, waitingBytes } = standing()
  const { documents, isSaving } = await health.care()
  const { rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    gauge('sidegate_rooms_open', 'Documents that somebody has open, or had a moment ago.', rooms),
    gauge('sidegate_sockets_open', 'Open pages and programs.', sockets),
    gauge('sidegate_commit_queue_bytes', 'Edits that wait for the disk.', waitingBytes),
    counter('sidegate_edits_total', 'Edits of people that are on disk.', edits),
    counter('sidegate_commands_total', "The server's own edits that are on disk.", commands),
    metric('sidegate_refusals_total', 'counter', 'Edits that were kept out, by reason.', [
      ...[...refusalsByReason].map(([reason, n]): Sample => [`{reason="${reason}"}`, n]),
    ]),
    metric('sidegate_commit_seconds', 'histogram', 'From the end of a window until it is on disk.', [
      ...BOUNDS.map((bound, i): Sample => [`_bucket{le="${bound}"}`, commits.atMost[i] ?? 0]),
      ['_bucket{le="+Inf"}', commits.count],
      ['_sum', commits.sum],
      ['_count', commits.count],
    ]),
    counter('sidegate_failed_commits_total', 'Commits that the disk did not take.', failedCommits),
    gauge('sidegate_saving', '1 while the data folder takes writes.', isSaving ? 1 : 0),
    gauge('sidegate_documents_quarantined', 'Documents that can only be read.', documents.length),
    gauge('sidegate_log_bytes', 'The write-ahead log, once a minute.', health.logBytes),
    gauge('sidegate_event_loop_lag_seconds', 'Longest stall of the last 10 s.', health.lag() / 1000),
    gauge('process_resident_memory_bytes', 'Memory of the process.', rss),
    counter('process_cpu_seconds_total', 'User and system time.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'Start of the process.', performance.timeOrigin / 1000),
  ].join('')
}

type Sample = [suffix: string, value: number]

const gauge = (name: string, help: string, value: number) => metric(name, 'gauge', help, [['', value]])
const counter = (name: string, help: string, value: number) => metric(name, 'counter', help, [['', value]])

function metric(name: string, type: 'gauge' | 'counter' | 'histogram', help: string, samples: Sample[]) {
  const lines = samples.map(([suffix, value]) => `${name}${suffix} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
