/**
 * Founding documents anew: under the next epoch stands what stood at the end of the last one, and nothing of how it
 * came to be. Phones that are in the old epoch are told the new one (4409); what they had not sent they offer as text,
 * and nothing is merged (R9).
 *
 *   publish   a draft becomes a plan: what its hosts tried isn't told
 *   erase     somebody's words and ids go, from the log and every snapshot too
 *   migrate   the definition changed so that old and new phones can't write together
 *   restore   a backup came back: phones may know more than the house does
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { migratingUpdate, refoundingUpdate } from '@sidegate/core/documents/refound'
import { type PlanCard, planCard } from '@sidegate/core/hangouts/plan-card'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { CommandKey } from '../store/commands.ts'
import { createDocumentStore, type DocumentStore, type StoredDocument } from '../store/documents.ts'
import { carryIntoEpoch } from '../store/refound.ts'
import type { Sqlite } from '../store/sqlite.ts'
import type { Room } from './room.ts'

export type RefoundReason = 'publish' | 'erase' | 'migrate' | 'restore'

/** Whether who comes later may read what was there before. */
const HISTORY = { publish: 'gone', erase: 'gone', migrate: 'kept', restore: 'kept' } as const

export interface RefoundOptions {
  /** Made on the way; the new epoch doesn't tell it from the rest. */
  change?: (document: OpenDocument) => void
  /** Recorded in the same transaction. */
  command?: CommandKey
}

export interface Refounded {
  address: DocumentAddress
  card: PlanCard | null
}

/**
 * Founds an open room's document anew and shows everybody out; nobody may enter meanwhile. 'not-saved': the disk didn't
 * take it, or the document is damaged; the old epoch goes on.
 */
export async function refoundRoom(
  { documents, log }: { documents: DocumentStore; log: Logger },
  room: Room,
  why: RefoundReason,
  { change, command }: RefoundOptions,
): Promise<Refounded | 'not-saved'> {
  // Of a damaged document only a part is open: founded anew, the rest would be lost for good.
  if (room.isReadOnly && why !== 'erase') return 'not-saved'
  const { address } = room
  const next = { ...address, epoch: address.epoch + 1 }
  const definition = definitionsByKind[address.kind]
  const update = await written(room, log, (doc) => refoundingUpdate(definition, doc, change))
  if (!update) return 'not-saved'
  const card = cardOf(address, update)
  try {
    await documents.refound({
      address,
      epoch: next.epoch,
      update,
      version: definition.version,
      history: HISTORY[why],
      ...(card && { card }),
      ...(command && { command }),
    })
  } catch (error) {
    log.error({ err: error, document: formatAddress(address), why }, 'not founded anew')
    room.lose()
    return 'not-saved'
  }
  log.info({ document: formatAddress(next), why }, 'founded anew')
  room.end(CLOSE.wrongEpoch, String(next.epoch))
  return { address: next, card }
}

/** What stands in the room once all of it is on disk; null: it never got there. From here on the room is at its end. */
async function written(
  room: Room,
  log: Logger,
  write: (doc: Y.Doc) => Uint8Array,
): Promise<Uint8Array | null> {
  try {
    await room.stopWriting()
  } catch (error) {
    log.error({ err: error, document: formatAddress(room.address) }, 'not founded anew')
    room.lose()
    return null
  }
  try {
    return room.look((_, doc) => write(doc))
  } catch (error) {
    room.lose()
    throw error
  }
}

/**
 * The store as the house asks it: a document of an earlier version is founded anew before anybody learns its address,
 * so before any socket and any page. Rejects for one of a later version than this house knows.
 */
export function migratingOnAsk(
  documents: DocumentStore,
  { log, definitions = definitionsByKind }: { log: Logger; definitions?: typeof definitionsByKind },
): DocumentStore {
  const migrations = new Map<string, Promise<number>>()

  async function migrate(
    address: DocumentAddress,
    from: number,
    definition: DocumentDefinition,
  ): Promise<number> {
    const stored = await documents.load(address)
    const doc = stored && docOf(stored)
    // Damaged, it stays as it is, to be read.
    if (!doc) return address.epoch
    const epoch = address.epoch + 1
    const update = migratingUpdate(definition, doc, from)
    doc.destroy()
    await documents.refound({ address, epoch, update, version: definition.version, history: HISTORY.migrate })
    log.info({ document: formatAddress({ ...address, epoch }), from }, 'migrated')
    return epoch
  }

  return {
    ...documents,
    async currentEpoch(kind, id) {
      const current = await documents.current(kind, id)
      const definition = definitions[kind]
      if (!current || current.version === definition.version) return current?.epoch ?? null
      const { epoch, version } = current
      const key = formatAddress({ kind, id, epoch })
      if (version > definition.version)
        throw new Error(`${key} is of version ${version}, too new for this house`)
      const migration = migrations.get(key) ?? migrate({ kind, id, epoch }, version, definition)
      migrations.set(key, migration)
      try {
        return await migration
      } finally {
        migrations.delete(key)
      }
    },
  }
}

/**
 * Every document of a database that came back from a backup, with epochs of `floor` and above: a phone that holds what
 * came after the backup must not bring it back piece by piece. One that is damaged keeps its bytes under a new epoch.
 */
export async function documentsRefoundAll(
  sqlite: Sqlite,
  { now, floor = 1 }: { now: () => number; floor?: number },
): Promise<void> {
  const documents = createDocumentStore(sqlite, now)
  const rows = await sqlite.db.selectFrom('documents').select(['kind', 'id', 'epoch', 'version']).execute()
  for (const { kind, id, epoch: before, version } of rows) {
    const address = { kind, id, epoch: before }
    const epoch = Math.max(before + 1, floor)
    const stored = await documents.load(address)
    const doc = stored && docOf(stored)
    if (!doc) {
      await sqlite.transact((raw) => carryIntoEpoch(raw, address, epoch, now()))
      continue
    }
    const definition = definitionsByKind[kind]
    const isEarlier = version < definition.version
    const update = isEarlier ? migratingUpdate(definition, doc, version) : refoundingUpdate(definition, doc)
    doc.destroy()
    await documents.refound({ address, epoch, update, version: definition.version, history: HISTORY.restore })
  }
}

/** null: the stored bytes don't make a whole document. */
function docOf({ snapshot, updates, fault }: StoredDocument): Y.Doc | null {
  if (fault !== null || !snapshot) return null
  const doc = new Y.Doc()
  try {
    doc.transact(() => {
      for (const update of [snapshot, ...updates]) Y.applyUpdate(doc, update)
    })
  } catch {
    // Yjs throws on bytes that are none of its own; the caller keeps them as they are.
    return null
  }
  return doc.store.pendingStructs || doc.store.pendingDs ? null : doc
}

function cardOf({ kind }: DocumentAddress, update: Uint8Array): PlanCard | null {
  if (kind !== 'plan') return null
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const card = planCard(openDocument(plan, doc).read().frame)
  doc.destroy()
  return card
}
