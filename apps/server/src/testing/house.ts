/** A real server on a free port with real files and Room 12 in it, for tests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countingBytes, find, room12, type SampleCircle } from '@sidegate/core/testing/room-12'
import { type Config, readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { foundCircle } from '../seed/found.ts'
import { madeUpCircle } from '../seed/made-up.ts'
import { type Running, startServer } from '../server.ts'
import { openStore, type Store } from '../store/store.ts'
import { hashToken, newLinkId, newSessionId, newToken } from '../store/tokens.ts'

export const SUNDAY = Date.UTC(2026, 10, 22, 17) // noon in Room 12; the hangout is on the 28th

export interface Room12 {
  room: SampleCircle
  /** A circle of other people on the same installation. */
  other: SampleCircle
  hangoutId: string
}

export interface House extends Room12, Running {
  /** What tests may move. */
  clock: { now: number }
  logLines: string[]
  dataDir: string
  /** A bearer token for a guardian, by name. */
  signIn(name: string): Promise<string>
  /** The token of a new personal link. */
  linkFor(name: string): Promise<string>
}

export async function startHouse(change: Partial<Config> = {}): Promise<House> {
  const clock = { now: SUNDAY }
  const now = () => clock.now
  const dataDir = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  const logLines: string[] = []
  const log = createLog('debug', { write: (line: string) => void logLines.push(line) })
  let people: Room12 | undefined
  const running = await startServer({
    config: { ...testConfig(dataDir), ...change },
    log,
    now,
    here: null,
    prepare: async (store) => {
      people = await fillWithRoom12(store, clock.now)
    },
  })
  if (!people) throw new Error('not prepared')
  const { room, other } = people
  const idOf = (name: string) => find([...room.guardians, ...other.guardians], name).id
  return {
    ...running,
    ...people,
    clock,
    logLines,
    dataDir,
    async signIn(name) {
      const token = newToken()
      const session = { id: newSessionId(), tokenHash: hashToken(token), guardianId: idOf(name), at: now() }
      await running.store.sessions.open(session)
      return token
    },
    async linkFor(name) {
      const token = newToken()
      const link = { id: newLinkId(), guardianId: idOf(name), tokenHash: hashToken(token), at: now() }
      await running.store.sessions.addLink(link)
      return token
    },
    async stop() {
      await running.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export async function fillWithRoom12(store: Store, at: number): Promise<Room12> {
  const room = room12({ now: at, bytes: countingBytes(1) })
  const other = madeUpCircle(2, { families: 3, hangouts: 1 }, { now: at, bytes: countingBytes(2) })
  await store.nameHouse(room.house)
  await foundCircle(store, room, at)
  await foundCircle(store, other, at)
  const [hangout] = room.hangouts
  if (!hangout) throw new Error('Room 12 has a hangout')
  return { room, other, hangoutId: hangout.id }
}

export interface OpenFolder {
  store: Store
  dataDir: string
  close(): Promise<void>
}

/** A store on a throw-away folder. */
export async function openFolder(
  now: () => number = () => SUNDAY,
  prepare: (dataDir: string) => void = () => undefined,
): Promise<OpenFolder> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  prepare(dataDir)
  const store = await openStore({ dataDir, now })
  return {
    store,
    dataDir,
    async close() {
      await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export function testConfig(dataDir: string): Config {
  const read = readConfig({ DATA_DIR: dataDir, PORT: '0' })
  if ('faults' in read) throw new Error(read.faults.join('\n'))
  return read.config
}
