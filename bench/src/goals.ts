/** The goals, as ratios within one run or as bounds of their own; each told as reached or not. */
import { medianOf, type ScenarioResult, worstOf } from './results.ts'
import type { ServerName } from './servers/server.ts'

type Read = (server: ServerName, figure: string) => number | null

interface Goal {
  text: string
  scenario: string
  /** null: what it takes was not measured in this run. */
  value: (of: Read, worst: Read) => number | null
  bound: { atMost: number } | { atLeast: number }
}

export interface Verdict {
  text: string
  value: number
  bound: string
  reached: boolean
}

const over = (a: number | null, b: number | null) => (a === null || b === null || b === 0 ? null : a / b)
const least = (...values: (number | null)[]) => {
  const given = values.filter((value) => value !== null)
  return given.length === 0 ? null : Math.min(...given)
}
const PEERS: ServerName[] = ['y-websocket', 'hocuspocus', 'hocuspocus-sqlite']

const GOALS: Goal[] = [
  {
    text: 'fan-out: CPU per delivery, times the relay',
    scenario: 'fan-out',
    value: (of) => over(of('ours', 'cpuPer1000'), of('relay', 'cpuPer1000')),
    bound: { atMost: 1 },
  },
  { text: 'fan-out: p50 ms', scenario: 'fan-out', value: (of) => of('ours', 'p50'), bound: { atMost: 35 } },
  { text: 'fan-out: p99 ms', scenario: 'fan-out', value: (of) => of('ours', 'p99'), bound: { atMost: 60 } },
  {
    text: 'alone and quiet: p50 ms',
    scenario: 'fan-out',
    value: (of) => of('ours', 'quietP50'),
    bound: { atMost: 5 },
  },
  {
    text: 'saturation: deliveries per CPU-second at 3,933 edits/s, times Hocuspocus with SQLite',
    scenario: 'saturation',
    value: (of) => over(of('ours', 'perCpuSecond'), of('hocuspocus-sqlite', 'perCpuSecond')),
    bound: { atLeast: 2 },
  },
  {
    text: 'saturation: edits/s at most, times Hocuspocus with SQLite',
    scenario: 'saturation',
    value: (of) => over(of('ours', 'most'), of('hocuspocus-sqlite', 'most')),
    bound: { atLeast: 1 },
  },
  {
    text: 'many documents: CPU per delivery, times the relay',
    scenario: 'many-documents',
    value: (of) => over(of('ours', 'cpuPer1000'), of('relay', 'cpuPer1000')),
    bound: { atMost: 1.3 },
  },
  {
    text: 'many documents: CPU per delivery, times Hocuspocus with SQLite',
    scenario: 'many-documents',
    value: (of) => over(of('ours', 'cpuPer1000'), of('hocuspocus-sqlite', 'cpuPer1000')),
    bound: { atMost: 0.35 },
  },
  ...(['cpuOf10k', 'cpuOf50k'] as const).map((figure) => ({
    text: `join of a ${figure === 'cpuOf10k' ? '10,000' : '50,000'}-edit document: CPU, times the best peer`,
    scenario: 'join',
    value: (of: Read) => over(of('ours', figure), least(...PEERS.map((peer) => of(peer, figure)))),
    bound: { atMost: 0.25 },
  })),
  {
    text: 'cold join storm: CPU, times Hocuspocus with SQLite',
    scenario: 'join-storm',
    value: (of) => over(of('ours', 'cpu'), of('hocuspocus-sqlite', 'cpu')),
    bound: { atMost: 0.4 },
  },
  {
    text: 'memory: RSS per idle connection, times the relay',
    scenario: 'memory',
    value: (of) => over(of('ours', 'perConnection'), of('relay', 'perConnection')),
    bound: { atMost: 1.5 },
  },
  {
    text: 'memory: RSS kB per quiet document',
    scenario: 'memory',
    value: (of) => of('ours', 'perDocument'),
    bound: { atMost: 80 },
  },
  {
    text: 'memory: heap kB per document after all left',
    scenario: 'memory',
    value: (of) => of('ours', 'heapLeft'),
    bound: { atMost: 2 },
  },
  {
    text: 'durability: edits lost by kill -9 that others had seen',
    scenario: 'durability',
    value: (_, worst) => worst('ours', 'seenLost'),
    bound: { atMost: 0 },
  },
  {
    text: 'durability: edits lost by kill -9 that were acknowledged',
    scenario: 'durability',
    value: (_, worst) => worst('ours', 'ackedLost'),
    bound: { atMost: 0 },
  },
  {
    text: 'gate: p50 us an update',
    scenario: 'gate',
    value: (of) => of('ours', 'gateP50'),
    bound: { atMost: 10 },
  },
  {
    text: 'gate: p99 us an update',
    scenario: 'gate',
    value: (of) => of('ours', 'gateP99'),
    bound: { atMost: 100 },
  },
]

/** Of the goals whose figures this run has. */
export function judgeGoals(results: ScenarioResult[]): Verdict[] {
  return GOALS.flatMap(({ text, scenario, value, bound }) => {
    const result = results.find(({ name }) => name === scenario)
    if (!result) return []
    const found = value(
      (server, figure) => medianOf(result, server, figure),
      (server, figure) => worstOf(result, server, figure),
    )
    if (found === null) return []
    const reached = 'atMost' in bound ? found <= bound.atMost : found >= bound.atLeast
    const words = 'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`
    return [{ text, value: Number(found.toFixed(2)), bound: words, reached }]
  })
}
