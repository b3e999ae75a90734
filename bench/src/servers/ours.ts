/** Our own server as it is released: the built file, real sessions, the real gate, SQLite on disk. */
import { execFile, execFileSync } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Place, type ServerKind, type Shape, startProcess, throwAwayFolder } from './server.ts'

const APP = join(import.meta.dirname, '../../../apps/server')
let server = join(APP, 'dist/server.js')

/** The built file to measure: the one given (another commit's, say), else the present source, built now. */
export function chooseServer(given: string | undefined) {
  if (given) server = given
  else
    execFileSync(join(APP, 'node_modules/.bin/rolldown'), ['-c', 'rolldown.config.ts'], {
      cwd: APP,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
}

export const serverFile = () => server

/** Raised, for a benchmark types faster than people do; every report prints them. All else is as it is by default. */
export const QUOTAS = {
  QUOTA_DOCUMENT_BYTES: '1000000000',
  QUOTA_EDITS_PER_SECOND: '1000000',
  QUOTA_EDIT_BURST: '1000000',
  QUOTA_SOCKETS_PER_GUARDIAN: '10000',
}

interface Seeded {
  circles: { guardians: { token: string }[]; hangouts: { plan: string }[] }[]
}

interface Seed {
  folder: string
  places: Place[]
  remove(): Promise<void>
}

const seeds = new Map<string, Promise<Seed>>()

export const ours: ServerKind = {
  name: 'ours',
  label: 'Sidegate',
  dialect: 'y-websocket',
  stores: true,
  keeps: true,
  async make(shape) {
    const name = `${shape.documents} x ${shape.people}`
    const seed = await (seeds.get(name) ?? (seeds.set(name, makeSeed(shape)).get(name) as Promise<Seed>))
    const folder = await throwAwayFolder()
    await cp(seed.folder, folder.path, { recursive: true })
    return {
      places: seed.places,
      start: () =>
        startProcess({
          args: [server, 'serve'],
          env: { ...QUOTAS, DATA_DIR: folder.path, LOG_LEVEL: 'warn' },
          ready: 'Sidegate is at',
        }),
      remove: folder.remove,
    }
  },
}

/** Filled once for each shape, then copied for each start. */
async function makeSeed({ documents, people }: Shape): Promise<Seed> {
  const folder = await throwAwayFolder()
  const sizes = ['--circles', '1', '--families', String(people), '--hangouts', String(documents)]
  const { stdout } = await promisify(execFile)(process.execPath, [server, 'seed', ...sizes, '--json'], {
    env: { PATH: process.env.PATH, DATA_DIR: folder.path, LOG_LEVEL: 'silent' },
    maxBuffer: 64 * 1024 * 1024,
  })
  const circle = (JSON.parse(stdout) as Seeded).circles[0]
  if (!circle) throw new Error(`seed printed ${stdout}`)
  return {
    folder: folder.path,
    places: circle.hangouts.map(({ plan }) => ({
      document: plan,
      path: `/sync/${plan}`,
      headers: circle.guardians.map(({ token }) => ({ authorization: `Bearer ${token}` })),
    })),
    remove: folder.remove,
  }
}

export async function removeSeeds() {
  for (const seed of seeds.values()) await (await seed).remove()
}
