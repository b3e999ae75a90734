/** The real server as a process of its own, on a throw-away folder, that may be killed and started again. */
import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts')

export interface Guardian {
  id: string
  role: string
  family: string
  token: string
}

/** One circle as `seed --json` tells it; the hangouts' first hosts are its guardians, in order. */
export interface Circle {
  board: string
  guardians: Guardian[]
  hangouts: { plan: string; play: string }[]
}

export interface ServerProcess {
  port: number
  dataDir: string
  /** The plan's address, `plan/<id>/<epoch>`. */
  plan: string
  guardians: Guardian[]
  circles: Circle[]
  start(): Promise<void>
  /** SIGKILL: nothing of it runs any more when this resolves. */
  kill(): Promise<void>
  /** SIGSTOP: its sockets stay open, and nobody answers. */
  freeze(): void
  thaw(): void
  /** SIGTERM; how it ended and how long it took (ms). */
  terminate(): Promise<{ code: number | null; took: number }>
  /** Whatever it said on stderr. */
  readonly complaints: string
  /** Lines of the log: of faults alone, unless `env` asks for more. */
  readonly log: string[]
  /** The running process; null between runs. */
  readonly child: ChildProcess | null
  remove(): Promise<void>
}

export interface ServerOptions {
  circles?: number
  families?: number
  hangouts?: number
  env?: Record<string, string>
  /** Options of Node, such as a file to load first. */
  node?: string[]
  /** Instead of a folder of its own. */
  dataDir?: string
}

export async function makeServer({
  circles: count = 1,
  families = 6,
  hangouts = 1,
  env: more = {},
  node = [],
  dataDir: given,
}: ServerOptions = {}): Promise<ServerProcess> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'sidegate-resilience-')))
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'error',
    // Typing faster than people do is the point here.
    QUOTA_EDITS_PER_SECOND: '100000',
    QUOTA_EDIT_BURST: '100000',
    ...more,
  }
  const sizes = [
    ['--circles', count],
    ['--families', families],
    ['--hangouts', hangouts],
  ]
  const seed = [MAIN, 'seed', ...sizes.flat().map(String), '--json']
  const { stdout } = await promisify(execFile)(process.execPath, seed, { env, maxBuffer: 64 * 1024 * 1024 })
  const { circles } = JSON.parse(stdout) as { circles: Circle[] }
  const [circle] = circles
  const plan = circle?.hangouts[0]?.plan
  if (!circle || !plan) throw new Error(`seed printed ${stdout}`)

  let running: ChildProcess | null = null
  let complaints = ''
  const log: string[] = []
  const end = async (signal: NodeJS.Signals) => {
    if (!running) throw new Error('not running')
    const child = running
    running = null
    const ended = once(child, 'exit') as Promise<[number | null]>
    child.kill(signal)
    const [code] = await ended
    return code
  }
  return {
    port,
    dataDir,
    plan,
    guardians: circle.guardians,
    circles,
    get complaints() {
      return complaints
    },
    log,
    get child() {
      return running
    },
    async start() {
      const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] satisfies StdioOptions
      const child = spawn(process.execPath, [...node, MAIN, 'serve'], { env, stdio })
      running = child
      const { stdout, stderr } = child
      if (!stdout || !stderr) throw new Error('both are pipes')
      stderr.on('data', (data: Buffer) => {
        complaints += data.toString()
      })
      await new Promise<void>((done, fail) => {
        createInterface(stdout).on('line', (line) => {
          if (line.startsWith('{')) log.push(line)
          else if (line.includes('Sidegate is at')) done()
        })
        child.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${complaints}`)))
      })
    },
    async kill() {
      await end('SIGKILL')
    },
    freeze() {
      running?.kill('SIGSTOP')
    },
    thaw() {
      running?.kill('SIGCONT')
    },
    async terminate() {
      const at = performance.now()
      return { code: await end('SIGTERM'), took: performance.now() - at }
    },
    async remove() {
      if (running) await end('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}
