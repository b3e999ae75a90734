/** Puts everything together on one port, and takes it apart in order. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { finishLeaving } from './access-ends.ts'
import { createApp } from './app.ts'
import { operatorToken } from './auth/operator-token.ts'
import { passkeyHostOf } from './auth/passkeys.ts'
import { cookieNameFor, createAuthenticate } from './auth/session.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createDocuments } from './documents.ts'
import { createAdmin, findAdmin, findWeb, loadWeb } from './fronts.ts'
import { createHangoutNews } from './hangout-news.ts'
import { createHealth, diskOf } from './health.ts'
import { createHistory } from './history.ts'
import { createRequestListener } from './http.ts'
import { createLive, type Live } from './live.ts'
import type { Log } from './log.ts'
import { createMailing } from './mail/mailing.ts'
import { createPartIn } from './memberships.ts'
import { createMeters, metered, metricsPage } from './metrics.ts'
import { watches } from './projections/watching.ts'
import { addressToUrl } from './public-url.ts'
import type { DocumentStore } from './store/documents.ts'
import { OPERATOR_TOKEN, StartupFault } from './store/folder.ts'
import { lastBackupIn } from './store/last-backup.ts'
import { DAY, HISTORY_DAYS, openStore, type Store } from './store/store.ts'
import { migratingOnAsk } from './sync/refound.ts'
import { createRooms, type Rooms } from './sync/rooms.ts'
import type { Member } from './sync/seat.ts'
import { attachSockets } from './sync/sockets.ts'
import { createDoor } from './visitors.ts'
import { createWaitingNews } from './waiting-news.ts'

export interface Running {
  /** How browsers reach it. */
  url: string
  store: Store
  /** Every address of the API, `GET /api/house`: whoever says who may ask leaves none out. */
  routes: string[]
  /** What it does for hangouts each minute (hangout-news.ts), now. */
  tend(): Promise<void>
  /** Stops accepting, flushes and closes the rooms (1012), ends streams and requests, closes the store. */
  stop(): Promise<void>
}

export interface ServerOptions {
  config: Config
  log: Log
  now: () => number
  /** The folder of the running file, from which the built front ends are found; null: the API alone. */
  here: string | null
  /** Runs on the open store before anything is served. */
  prepare?: (store: Store) => Promise<void>
}

const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE
// The whole stop stays under 5 s.
const GRACE = 2000
// A mail that is on its way when the server stops; cut off, it may arrive twice.
const POSTED_WITHIN = 1500

export async function startServer({ config, log, now, here, prepare }: ServerOptions): Promise<Running> {
  const store = await openStore({
    dataDir: config.dataDir,
    now,
    onUpgrade: (file) =>
      log.info({ file }, 'database upgraded; as it was before, it is kept aside for 30 days'),
  })
  const server = createServer()
  try {
    await prepare?.(store)
    const tellNotKept = (error: unknown) => log.error({ err: error }, 'retention not kept')
    await store.forget(now()).catch(tellNotKept)
    const fronts = await findFronts(here)
    await listen(server, config)
    const { port } = server.address() as AddressInfo
    const publicUrl = config.publicUrl ?? addressToUrl(config.host, port)
    const { id: installation, passkeyHost } = await store.installation()
    if (passkeyHost !== null && passkeyHost !== passkeyHostOf(publicUrl))
      log.warn({ passkeyHost }, 'passkeys are bound to another host name: nobody can use one at this address')
    const parts = assemble({ server, store, config, log, now, publicUrl, installation, fronts })
    const finish = () =>
      finishLeaving({ store, documents: parts.documents, news: parts.news, now }, null).catch(
        (error: unknown) => log.error({ err: error }, 'places of who left not freed yet'),
      )
    void finish()
    const forget = setInterval(() => {
      void finish()
      void forgetOld(store, parts.rooms, now()).catch(tellNotKept)
    }, HOUR)
    const tend = setInterval(() => {
      const { health, live, news } = parts
      news.tend().catch((error: unknown) => log.error({ err: error }, 'hangouts not tended'))
      health.fold().catch((error: unknown) => log.error({ err: error }, 'log not folded'))
      health
        .tend()
        .then((found) => found === 'changed' && live.careChanged())
        .catch((error: unknown) => log.error({ err: error }, 'not tended'))
    }, MINUTE)
    await parts.mailing.start()
    log.info({ port }, 'listening')
    return {
      url: publicUrl,
      store,
      routes: parts.routes,
      tend: () => parts.news.tend(),
      async stop() {
        clearInterval(forget)
        clearInterval(tend)
        parts.health.drain()
        const closed = new Promise((done) => server.close(done))
        parts.live.drain()
        parts.waitingNews.drain()
        const posted = parts.mailing.stop(POSTED_WITHIN)
        await parts.rooms.drain()
        // Sockets have been told 1012 and requests are answered; who does not let go is cut.
        const cut = setTimeout(() => {
          parts.sockets.end()
          server.closeAllConnections()
        }, GRACE)
        await closed
        clearTimeout(cut)
        await posted
        parts.sockets.end()
        await store.close()
        log.info('stopped')
      },
    }
  } catch (error) {
    server.close()
    await store.close()
    throw error
  }
}

/** What has outlived its retention goes, from the logs of documents too. */
async function forgetOld(store: Store, rooms: Rooms, at: number) {
  await store.forget(at)
  for (const address of await store.documents.forget(at - HISTORY_DAYS * DAY)) await rooms.fold(address)
}

interface Parts {
  server: Server
  store: Store
  config: Config
  log: Log
  now: () => number
  publicUrl: string
  installation: string
  fronts: Awaited<ReturnType<typeof findFronts>>
}

function assemble({ server, store, config, log, now, publicUrl, installation, fronts }: Parts) {
  const live = createLive({ store, log })
  const waitingNews = createWaitingNews()
  const clock = systemClock(now)
  const meters = createMeters()
  const stored = migratingOnAsk(tellingFaults(metered(store.documents, meters), live), { log })
  const rooms = createRooms({
    documents: stored,
    quotas: config.quotas,
    clock,
    log,
    onCard: ({ id }) => live.cardChanged(id),
    onDeletion: ({ id }) => live.deletionChanged(id),
    onRefused: meters.refused,
    onEditing: ({ kind, id }) => {
      if (kind === 'plan') live.editingChanged(id)
    },
  })
  const documents = createDocuments({ ...store, documents: stored }, rooms)
  const news = createHangoutNews({ store, documents, log, now })
  const disk = diskOf(config.dataDir)
  const health = createHealth({ store, disk })
  const metrics = {
    isAllowed: operatorToken(join(config.dataDir, OPERATOR_TOKEN)),
    page: () => metricsPage({ meters, health, standing: rooms.standing }),
  }
  const mailing = createMailing({
    store,
    settings: config.mail,
    perMinute: config.mailsPerMinute,
    publicUrl,
    clock,
    log,
    onSettled({ kind, recipient }) {
      // News of a hangout say nothing to an organizer, not even by a beat (house rule 3).
      if (kind === 'link') live.rosterChanged(recipient.circle.id)
      live.houseChanged()
    },
  })
  const cookieName = cookieNameFor(publicUrl)
  const authenticate = createAuthenticate({ sessions: store.sessions, cookieName, now })
  const app = createApp({
    store,
    documents,
    history: createHistory(store, documents),
    partIn: createPartIn(store),
    live,
    waitingNews,
    news,
    mailing,
    health,
    disk,
    lastBackup: () => lastBackupIn(config.dataDir),
    metrics,
    authenticate,
    closeSockets(sessionId, why) {
      const isTheirs = (member: Member) => member.sessionId === sessionId
      if (why === 'ended') rooms.closeFor(isTheirs, CLOSE.noAccess, installation)
      else rooms.closeFor(isTheirs, CLOSE.restarting)
    },
    closeFor(guardianIds, why) {
      const isTheirs = ({ actor }: Member) => guardianIds.includes(actor.guardianId)
      if (why === 'ended') rooms.closeFor(isTheirs, CLOSE.noAccess, installation)
      else rooms.closeFor(isTheirs, CLOSE.restarting)
    },
    publicUrl,
    trustProxy: config.trustProxy,
    linkOpeningsPerMinute: config.linkOpeningsPerMinute,
    log,
    now,
  })
  const sockets = attachSockets(server, {
    rooms,
    documents: stored,
    quotas: config.quotas,
    clock,
    log,
    origin: publicUrl,
    installation,
    ...createDoor(store, { cookieName, now }),
  })
  server.on(
    'request',
    createRequestListener({
      app,
      ...fronts,
      isFirstRun: store.setup.isOpen,
      watches: async (headers) => {
        const visit = await authenticate(headers)
        return visit !== null && watches(visit)
      },
      publicUrl,
    }),
  )
  // A middleware stands in the list, too, as ALL.
  const own = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`)
  const routes = [...new Set(own)]
  return { documents, live, waitingNews, news, rooms, health, sockets, mailing, routes }
}

/** The same store; what can only be read from now on, or be written again, is news for who watches. */
function tellingFaults(documents: DocumentStore, live: Live): DocumentStore {
  return {
    ...documents,
    async noteFault(address, reason) {
      await documents.noteFault(address, reason)
      live.faultChanged(address.kind === 'board' ? null : address.id)
    },
  }
}

async function findFronts(here: string | null) {
  const [webFile, adminFile] = here === null ? [null, null] : [findWeb(here), findAdmin(here)]
  return {
    web: webFile ? await loadWeb(webFile) : null,
    admin: adminFile ? await createAdmin(adminFile) : null,
  }
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenFault(error, host, port)))
    server.listen(port, host, done)
  })
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new StartupFault(`Port ${port} is taken: stop what is using it, or set PORT to another number.`)
  if (error.code === 'EACCES')
    return new StartupFault(`Port ${port} may not be used by this user: set PORT to a number above 1023.`)
  return new StartupFault(`Can't listen on ${host} (${error.code}): set HOST to an address of this machine.`)
}
