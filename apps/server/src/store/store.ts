/** All that is kept, behind one interface: SQLite in one folder. Postgres answers the same interface later. */

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { WAITING_DAYS } from '@sidegate/core/people/joining'
import { type AddressStore, createAddressStore } from './addresses.ts'
import { type AdmissionStore, createAdmissionStore } from './admission.ts'
import { type AnswerStore, createAnswerStore } from './answers.ts'
import { type AuditLog, createAuditLog } from './audit-log.ts'
import { checkpoint } from './checkpoint.ts'
import { type CircleStore, createCircleStore } from './circles.ts'
import { type ClassLinkStore, createClassLinkStore } from './class-links.ts'
import { type ClassListStore, createClassListStore } from './class-lists.ts'
import { CODES_KEPT } from './code-rules.ts'
import { type CodeStore, createCodeStore } from './codes.ts'
import { type CommandDigest, createCommandDigest } from './command-digest.ts'
import { forgetKept } from './copy.ts'
import { createDeviceStore, type DeviceStore } from './devices.ts'
import { createDocumentStore, type DocumentStore } from './documents.ts'
import { createEmailIndex, type EmailIndex } from './email-index.ts'
import { createFamilyStore, type FamilyStore } from './family.ts'
import { createFaultStore, type FaultStore } from './faults.ts'
import { DATABASE, PRIVATE, readMasterKey, StartupFault, takeFolder } from './folder.ts'
import { createHandingOutStore, type HandingOutStore } from './handing-out.ts'
import { createHangoutMailStore, type HangoutMailStore } from './hangout-mails.ts'
import { createHangoutStore, type HangoutStore } from './hangouts.ts'
import { createHistoryStore, type HistoryStore } from './history.ts'
import { createInvitingStore, type InvitingStore } from './inviting.ts'
import { createLeavingStore, type LeavingStore } from './leaving.ts'
import { createLinkStore, type LinkStore } from './links.ts'
import { createListStore, type ListStore } from './lists.ts'
import { createMailStore, type MailStore } from './mails.ts'
import { createMakingStore, type MakingStore } from './making.ts'
import { createNames, type Names } from './names.ts'
import { createNewCircleStore, type NewCircleStore } from './new-circles.ts'
import { createQueueMail, type QueueMail } from './outbox.ts'
import { CHALLENGE_LIVES, createPasskeyStore, type PasskeyStore } from './passkeys.ts'
import { createPeopleStore, type PeopleStore } from './people.ts'
import { createPosterStore, type PosterStore } from './posters.ts'
import { forgetAged } from './retention.ts'
import { createRoleStore, type RoleStore } from './roles.ts'
import { createRosterStore, type RosterStore } from './roster.ts'
import { createRosterChanges, type RosterChanges } from './roster-changes.ts'
import { settleRotation } from './rotation.ts'
import { createRows, type Rows } from './rows.ts'
import { createSessionStore, type SessionStore } from './sessions.ts'
import { createSetupStore, type SetupStore } from './setup.ts'
import { openSqlite, type Sqlite } from './sqlite.ts'
import { upgrade } from './upgrade.ts'
import { createVault, type Vault } from './vault.ts'
import { createWaitingStore, type WaitingStore } from './waiting.ts'
import { createWatchStore, type WatchStore } from './watching.ts'

export interface Installation {
  id: string
  /** The PTA's own name. */
  name: string
  language: string
  zone: string
  /** null: the first run is still open. */
  setUpAt: number | null
  /** The host name that passkeys are bound to; null: there is none yet. */
  passkeyHost: string | null
}

export interface Store {
  documents: DocumentStore
  circles: CircleStore
  hangouts: HangoutStore
  making: MakingStore
  lists: ListStore
  hangoutMails: HangoutMailStore
  addresses: AddressStore
  answers: AnswerStore
  people: PeopleStore
  sessions: SessionStore
  links: LinkStore
  codes: CodeStore
  passkeys: PasskeyStore
  devices: DeviceStore
  watching: WatchStore
  roster: RosterStore
  rosterChanges: RosterChanges
  roles: RoleStore
  newCircles: NewCircleStore
  handingOut: HandingOutStore
  auditLog: AuditLog
  classLinks: ClassLinkStore
  classLists: ClassListStore
  faults: FaultStore
  history: HistoryStore
  posters: PosterStore
  waiting: WaitingStore
  admission: AdmissionStore
  family: FamilyStore
  leaving: LeavingStore
  /** First rows of circles and people, inside the caller's transaction. */
  rows: Rows
  emailIndex: EmailIndex
  commandDigest: CommandDigest
  queueMail: QueueMail
  mails: MailStore
  setup: SetupStore
  inviting: InvitingStore
  /** Called whenever a mail was queued; who sends them sets it. Before that nothing is queued. */
  onMailQueued: (listener: () => void) => void
  vault: Vault
  names: Names
  installation(): Promise<Installation>
  nameHouse(name: string): Promise<void>
  /** Writes one small row; throws when the disk doesn't take it. */
  checkWritable(): Promise<void>
  /** Folds the write-ahead log into the database, as far as nobody is reading it; resolves to what is left, in bytes. */
  checkpoint(): Promise<number>
  /** Removes what has outlived its retention (tables.ts). */
  forget(now: number): Promise<void>
  /** Finishes what is queued, folds the log into the database and lets go of the folder. */
  close(): Promise<void>
  /** For tests that look beneath. */
  sqlite: Sqlite
}

const SESSION_DAYS = 30
const COMMAND_DAYS = 30
export const HISTORY_DAYS = 30
// Who was mailed and when; what was said is gone as soon as it is sent.
const MAIL_DAYS = 30
// Who left may have left by mistake; the row is what an organizer would need to say who it was.
const LEFT_DAYS = 30
export const DAY = 24 * 60 * 60 * 1000
export const SESSION_IDLE = SESSION_DAYS * DAY

// What is erased may live on in what was kept aside no longer than in a backup.
const KEPT_DAYS = 30

export interface StoreOptions {
  dataDir: string
  now: () => number
  /** The database was brought to a newer form; as it was before, it is kept in `file` for 30 days. */
  onUpgrade?: (file: string) => void
}

/** Throws a StartupFault, and leaves the folder as it was, when somebody else works on it or it can't be opened. */
export async function openStore({ dataDir, now, onUpgrade }: StoreOptions): Promise<Store> {
  process.umask(PRIVATE)
  const release = await takeFolder(dataDir)
  try {
    const file = join(dataDir, DATABASE)
    settleRotation(dataDir, now())
    const key = readMasterKey(dataDir, !existsSync(file))
    return await openStoreFile({ file, key, now, onUpgrade, release })
  } catch (error) {
    release()
    throw error
  }
}

interface FileOptions extends Pick<StoreOptions, 'now' | 'onUpgrade'> {
  file: string
  key: Uint8Array
  release: () => void
}

/** The store on any file; whose folder it lies in is held by the caller, who is told when it may be let go. */
export async function openStoreFile({ file, key, now, onUpgrade, release }: FileOptions): Promise<Store> {
  const vault = createVault(key)
  const sqlite = await openReady({ file, now, onUpgrade })
  const { db } = sqlite
  const names = createNames(vault)
  const emailIndex = createEmailIndex(key)
  const rows = createRows({ vault, names, emailIndex })
  let tellQueued: (() => void) | null = null
  const mails = createMailStore(sqlite, vault)
  const setup = createSetupStore(db, rows)
  const queueMail = createQueueMail(vault, () => tellQueued)
  const documents = createDocumentStore(sqlite, now)
  const sessions = createSessionStore(sqlite)
  const codes = createCodeStore({ db, emailIndex, queueMail })
  const passkeys = createPasskeyStore(db, queueMail)
  const history = createHistoryStore(db)
  const leaving = createLeavingStore(db)
  const addresses = createAddressStore(db, vault, now)
  const waiting = createWaitingStore(db, { rows, vault, emailIndex })
  return {
    documents,
    circles: createCircleStore(sqlite, names),
    hangouts: createHangoutStore(sqlite, names, now),
    making: createMakingStore(db),
    lists: createListStore(db, { names, queueMail }),
    hangoutMails: createHangoutMailStore(db, queueMail),
    addresses,
    answers: createAnswerStore(db, names, vault),
    people: createPeopleStore(db, rows),
    sessions,
    links: createLinkStore(db, queueMail),
    codes,
    passkeys,
    devices: createDeviceStore(db),
    watching: createWatchStore(db, names),
    roster: createRosterStore(db, names, vault),
    rosterChanges: createRosterChanges({ db, rows, names, emailIndex, vault }),
    roles: createRoleStore(db),
    newCircles: createNewCircleStore({ db, rows, names, vault }),
    handingOut: createHandingOutStore(db, queueMail),
    auditLog: createAuditLog(db, names),
    classLinks: createClassLinkStore(sqlite),
    classLists: createClassListStore({ db, rows, names, vault, emailIndex }),
    faults: createFaultStore(db),
    history,
    posters: createPosterStore(db),
    waiting,
    admission: createAdmissionStore(db, { rows, names, vault, queueMail }),
    family: createFamilyStore({ db, vault, names, rows, emailIndex, queueMail }),
    leaving,
    rows,
    emailIndex,
    commandDigest: createCommandDigest(key),
    queueMail,
    mails,
    setup,
    inviting: createInvitingStore(sqlite, names, setup),
    onMailQueued(listener) {
      tellQueued = listener
    },
    vault,
    names,
    async installation() {
      const row = await db
        .selectFrom('installation')
        .select(['id', 'name', 'language', 'zone', 'set_up_at', 'passkey_host'])
        .executeTakeFirstOrThrow()
      const { id, name, language, zone, set_up_at: setUpAt, passkey_host: passkeyHost } = row
      return { id, name, language, zone, setUpAt, passkeyHost }
    },
    async nameHouse(name) {
      await db.updateTable('installation').set({ name, set_up_at: now() }).execute()
    },
    async checkWritable() {
      await db.updateTable('installation').set({ checked_at: now() }).execute()
    },
    checkpoint: () => checkpoint(sqlite, file),
    async forget(at) {
      await sessions.forget(at - SESSION_IDLE)
      await codes.forget(at - CODES_KEPT)
      await passkeys.forget(at - CHALLENGE_LIVES)
      await history.forget(at - HISTORY_DAYS * DAY)
      await addresses.forget(at)
      await leaving.forget(at - LEFT_DAYS * DAY)
      await waiting.forget(at - WAITING_DAYS * DAY)
      await mails.forget(at - MAIL_DAYS * DAY)
      await forgetAged(db, at)
      await db
        .deleteFrom('commands')
        .where('done_at', '<', at - COMMAND_DAYS * DAY)
        .execute()
      forgetKept(dirname(file), at - KEPT_DAYS * DAY)
    },
    async close() {
      await sqlite.transact(() => undefined)
      await db.destroy()
      release()
    },
    sqlite,
  }
}

async function openReady({ file, now, onUpgrade }: Pick<FileOptions, 'file' | 'now' | 'onUpgrade'>) {
  let sqlite: Sqlite | null = null
  try {
    sqlite = openSqlite(file)
    const kept = await upgrade(sqlite.db, file)
    if (kept) onUpgrade?.(kept)
    await nameInstallation(sqlite.db, now())
    return sqlite
  } catch (error) {
    await sqlite?.db.destroy()
    // SQLite's own words for a file that is no database any more.
    if (error instanceof Error && /malformed|not a database/.test(error.message))
      throw new StartupFault(
        `${file} is damaged (${error.message}): "sidegate doctor" tells more, "sidegate restore" brings back a backup.`,
      )
    throw error
  }
}

async function nameInstallation(db: Sqlite['db'], at: number) {
  if (await db.selectFrom('installation').select('id').executeTakeFirst()) return
  await db
    .insertInto('installation')
    .values({
      id: randomBytes(9).toString('base64url'),
      name: 'Sidegate',
      language: 'en',
      created_at: at,
      checked_at: at,
    })
    .execute()
}
