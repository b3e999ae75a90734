/** The machine as /proc tells it: what a process has cost, what it holds, and on which core it runs. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

const CORES = { server: '0', load: '1' }
const canPin = availableParallelism() >= 2 && existsSync('/usr/bin/taskset')
/** Of /proc's clock: always 100 a second for user space on Linux. */
const MS_PER_TICK = 10

/** The command, kept to its side's core: the server on one, whoever asks things of it on another. */
export function pinnedTo(side: 'server' | 'load', command: string[]): string[] {
  return canPin ? ['/usr/bin/taskset', '-c', CORES[side], ...command] : command
}

/** ms of CPU, user and system, that a process has used since its start. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is a name in brackets that may hold spaces; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

/** kB of memory that a process holds. */
export function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])
}

export function describeMachine() {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    node: process.version,
    pinned: canPin ? 'server on core 0, load on core 1' : 'no: taskset or a second core is missing',
    commit:
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--', ':(top)apps/server', ':(top)packages/core')
        ? ', with changes'
        : ''),
  }
}

export const loadAverage = () =>
  loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')
