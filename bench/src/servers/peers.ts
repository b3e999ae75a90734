/** The others, from the registry, in a workspace of their own (bench/peers). */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, type ServerKind, type Shape, startProcess, throwAwayFolder } from './server.ts'

const PEERS = join(import.meta.dirname, '../../peers')

function places({ documents, people }: Shape, pathOf: (document: string) => string): Place[] {
  return Array.from({ length: documents }, (_, i) => {
    const document = `document-${i}`
    return { document, path: pathOf(document), headers: Array.from({ length: people }, () => ({})) }
  })
}

export const relay: ServerKind = {
  name: 'relay',
  label: 'bare ws relay',
  dialect: 'relay',
  stores: false,
  keeps: false,
  make: async (shape) => ({
    places: places(shape, (document) => `/${document}`),
    start: () => startProcess({ args: [join(PEERS, 'relay.mjs')], env: {}, ready: 'listening' }),
    remove: async () => undefined,
  }),
}

export const yWebsocket: ServerKind = {
  name: 'y-websocket',
  label: '@y/websocket-server',
  dialect: 'y-websocket',
  stores: false,
  keeps: true,
  make: async (shape) => ({
    places: places(shape, (document) => `/${document}`),
    start: () => startProcess({ args: [join(PEERS, 'y-websocket.mjs')], env: {}, ready: 'running at' }),
    remove: async () => undefined,
  }),
}

const hocuspocusWith = (withStore: boolean): ServerKind => ({
  name: withStore ? 'hocuspocus-sqlite' : 'hocuspocus',
  label: withStore ? '@hocuspocus/server + SQLite' : '@hocuspocus/server',
  dialect: 'hocuspocus',
  stores: withStore,
  keeps: true,
  async make(shape) {
    const folder = await throwAwayFolder()
    const env: Record<string, string> = withStore ? { DATABASE: join(folder.path, 'documents.sqlite') } : {}
    return {
      places: places(shape, () => '/'),
      start: () => startProcess({ args: [join(PEERS, 'hocuspocus.mjs')], env, ready: 'listening' }),
      remove: folder.remove,
    }
  },
})
export const hocuspocus = hocuspocusWith(false)
export const hocuspocusSqlite = hocuspocusWith(true)

/** Installs what the lockfile says, when it isn't there yet. */
export function installPeers() {
  if (existsSync(join(PEERS, 'node_modules/@hocuspocus/server'))) return
  console.error('Installing the peers, once.')
  const args = [
    '--yes',
    '--loglevel=error',
    'pnpm@12.21.0',
    'install',
    '--frozen-lockfile',
    '--ignore-workspace-root-check',
  ]
  execFileSync('npx', args, { cwd: PEERS, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The exact versions that are measured. */
export function peerVersions(): Record<string, string> {
  const names = ['@y/websocket-server', '@hocuspocus/server', '@hocuspocus/extension-sqlite', 'ws']
  return Object.fromEntries(
    names.map((name) => [
      name,
      JSON.parse(readFileSync(join(PEERS, 'node_modules', name, 'package.json'), 'utf8')).version as string,
    ]),
  )
}
