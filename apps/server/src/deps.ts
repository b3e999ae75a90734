/** What the app is made of: one plain object, put together in server.ts. */
import type { HttpBindings } from '@hono/node-server'
import type { IsOperatorToken } from './auth/operator-token.ts'
import type { Authenticate, Session, Visit } from './auth/session.ts'
import type { Documents } from './documents.ts'
import type { HangoutNews } from './hangout-news.ts'
import type { Disk, Health } from './health.ts'
import type { History } from './history.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Mailing } from './mail/mailing.ts'
import type { PartIn } from './memberships.ts'
import type { LastBackup } from './store/last-backup.ts'
import type { Store } from './store/store.ts'
import type { WaitingNews } from './waiting-news.ts'

export interface AppDeps {
  store: Store
  documents: Documents
  history: History
  /** Who a session is towards a document: the socket asks the same. */
  partIn: PartIn
  live: Live
  waitingNews: WaitingNews
  news: HangoutNews
  mailing: Mailing
  health: Health
  disk: () => Promise<Disk>
  /** What `sidegate backup` wrote down last; null: nothing yet. */
  lastBackup: () => Promise<LastBackup | null>
  metrics: { isAllowed: IsOperatorToken; page(): Promise<string> }
  authenticate: Authenticate
  /**
   * Closes whatever sockets a session has open; the session itself is ended by the route. 'ended': for good, the
   * phone wipes (4403); 'replaced': the phone comes back with its new cookie (1012).
   */
  closeSockets: (sessionId: string, why: 'ended' | 'replaced') => void
  /** The same for guardians, on whatever device: 'ended': they left (4403); 'changed': they may other things now (1012). */
  closeFor: (guardianIds: readonly string[], why: 'ended' | 'changed') => void
  publicUrl: string
  trustProxy: number
  linkOpeningsPerMinute: number
  log: Log
  now: () => number
}

export interface AppEnv {
  /** Missing when a test calls `app.request` without a socket. */
  Bindings: Partial<HttpBindings>
  /** `session`: the visit's guardian in the circle that the path is about, else its first. */
  Variables: { session: Session | null; visit: Visit | null; refused?: string }
}
