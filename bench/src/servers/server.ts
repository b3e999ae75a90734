/** A server under measurement: a process of its own on a port of its own, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialect } from '../load/dialects.ts'
import { pinnedTo } from '../machine.ts'

export const SERVER_NAMES = ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-sqlite', 'ours'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** How many documents a scenario needs, and how many people in each. */
export interface Shape {
  documents: number
  people: number
}

/** One document as a client opens it. */
export interface Place {
  document: string
  path: string
  /** Of the `i`th person. */
  headers: Record<string, string>[]
}

export interface ServerKind {
  name: ServerName
  label: string
  dialect: Dialect
  /** What was typed is still there after a restart, or should be. */
  stores: boolean
  /** Keeps a document at all. */
  keeps: boolean
  make(shape: Shape): Promise<Site>
}

/** A server with a data folder, started and stopped as often as one likes. */
export interface Site {
  places: Place[]
  start(): Promise<Running>
  remove(): Promise<void>
}

export interface Running {
  pid: number
  port: number
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Collects garbage; bytes that JavaScript holds then, in its heap and outside. */
  collect(): Promise<number>
}

interface Start {
  /** For node, after its own options. */
  args: string[]
  env: Record<string, string>
  /** Said on stdout when it listens. */
  ready: string
}

let profiles: string | null = null

/** Whoever stops the benchmark stops what it has started. */
const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** From now on every server writes a CPU profile into this folder when it ends; figures taken so don't count. */
export function profileInto(folder: string | undefined) {
  profiles = folder ?? null
}

export async function startProcess({ args, env, ready }: Start): Promise<Running> {
  const port = await freePort()
  const options = ['--expose-gc', '--import', join(import.meta.dirname, '../../peers/collect-garbage.mjs')]
  if (profiles) options.push('--cpu-prof', '--cpu-prof-dir', profiles)
  const [command, ...rest] = pinnedTo('server', [process.execPath, ...options, ...args])
  const child = spawn(command as string, rest, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.add(child)
  child.once('exit', () => started.delete(child))
  let said = ''
  const listen = (data: Buffer) => {
    said = (said + data.toString()).slice(-4000)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', () => {
      if (said.includes(ready)) done()
    })
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${said}`)))
  })
  return {
    pid: child.pid as number,
    port,
    async collect() {
      child.kill('SIGUSR2')
      for await (const [data] of on(child.stdout, 'data', { close: ['end'] })) {
        const held = /held: (\d+) bytes/.exec(String(data))
        if (held) return Number(held[1])
      }
      throw new Error(`the server ended: ${said}`)
    },
    kill: (signal) => end(child, profiles ? 'SIGTERM' : signal),
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL') {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  // Some wait for their clients for ever.
  const cut = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(cut)
}

export async function throwAwayFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sidegate-bench-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}
