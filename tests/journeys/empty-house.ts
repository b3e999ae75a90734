/** The server as `npm start` leaves a volunteer with it: an empty folder, and a setup link on its stdout. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
const server = join(root, 'apps/server/dist/server.js')

export interface EmptyHouse {
  url: string
  /** Of the last start; null: the house is set up. */
  setupLink: string | null
  /** All that it printed since the last start. */
  printed: () => string
  start(env?: Record<string, string>): Promise<void>
  stop(): Promise<void>
  /** A command of the command line beside it: what it printed. */
  sidegate(...args: string[]): Promise<string>
  close(): Promise<void>
}

export async function openEmptyHouse(
  hostName: string,
  env: Record<string, string> = {},
): Promise<EmptyHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'sidegate-journey-'))
  const port = await freePort()
  const url = `http://${hostName}:${port}`
  const common = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: url,
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    ...env,
  }
  let child: ChildProcess | null = null
  let printed = ''

  async function stop() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }

  const house: EmptyHouse = {
    url,
    setupLink: null,
    printed: () => printed,
    stop,
    async start(extra = {}) {
      printed = ''
      const started = spawn(node, [server, 'serve'], {
        env: { ...common, ...extra },
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = started
      const died = once(started, 'exit').then(() => {
        throw new Error('the server ended')
      })
      const isUp = new Promise<void>((done) => {
        started.stdout.on('data', (chunk) => {
          printed += chunk
          // The address comes first; what there is to say about the first run comes with the next line.
          if (/Sidegate is at \S+\n/.test(printed)) done()
        })
      })
      await Promise.race([isUp, died])
      died.catch(() => undefined) // from here on a death is the journey's own doing
      house.setupLink = await linkOf(() => printed, url)
    },
    async sidegate(...args) {
      const command = spawn(node, [server, ...args], { env: common, stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      command.stdout.on('data', (chunk) => {
        out += chunk
      })
      await once(command, 'close')
      return out
    },
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await house.start()
  return house
}

/** Whether there is a link is what the server itself says; a house that is set up prints none. */
async function linkOf(printed: () => string, url: string): Promise<string | null> {
  const house = (await (await fetch(`${url}/api/house`)).json()) as { setUp: boolean }
  if (house.setUp) return null
  for (;;) {
    const [link] = /http\S+\/admin\/setup#\S+/.exec(printed()) ?? []
    if (link) return link
    await new Promise((soon) => setImmediate(soon))
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
