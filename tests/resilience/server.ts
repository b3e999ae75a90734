/** The real server as a process of its own, on a throw-away folder, that may be killed and started again. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts')

export interface Guardian {
  id: string
  role: string
  family: string
  token: string
}

export interface ServerProcess {
  port: number
  dataDir: string
  /** The plan's address, `plan/<id>/<epoch>`. */
  plan: string
  guardians: Guardian[]
  start(): Promise<void>
  /** SIGKILL: nothing of it runs any more when this resolves. */
  kill(): Promise<void>
  /** SIGTERM; how it ended and how long it took (ms). */
  terminate(): Promise<{ code: number | null; took: number }>
  /** Whatever it said on stderr. */
  readonly complaints: string
  remove(): Promise<void>
}

export async function makeServer(): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sidegate-resilience-'))
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'error',
    // Typing faster than people do is the point here.
    QUOTA_EDITS_PER_SECOND: '100000',
    QUOTA_EDIT_BURST: '100000',
  }
  const sizes = ['--circles', '1', '--families', '6', '--hangouts', '1']
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'seed', ...sizes, '--json'], { env })
  const { circles } = JSON.parse(stdout) as {
    circles: { guardians: Guardian[]; hangouts: { plan: string }[] }[]
  }
  const [circle] = circles
  const plan = circle?.hangouts[0]?.plan
  if (!circle || !plan) throw new Error(`seed printed ${stdout}`)

  let running: ChildProcess | null = null
  let complaints = ''
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
    get complaints() {
      return complaints
    },
    async start() {
      const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      running = child
      child.stderr.on('data', (data: Buffer) => {
        complaints += data.toString()
      })
      await new Promise<void>((done, fail) => {
        child.stdout.on('data', (data: Buffer) => {
          if (data.toString().includes('Sidegate is at')) done()
        })
        child.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${complaints}`)))
      })
    },
    async kill() {
      await end('SIGKILL')
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
