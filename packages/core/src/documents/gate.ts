/**
 * The gate: judges an update before it is applied, and lets it through whole or not at all.
 *
 *   bytes -> decode whole -> normalise -> order -> place -> may they? -> accepted | nothing | refused
 *
 * - Normalise: what the document knows already is taken away (known structs, partial overlaps, deletions that
 *   happened, edits inside removed records, which stay as collected structs only). An honest reconnect carries
 *   a whole delete set; nothing of it is left, and nothing is refused.
 * - Order: every struct must follow known state, with each dependency known or earlier in this update. Nothing
 *   may become pending in a document (R11).
 * - Place: each struct and each deletion is resolved to its path in the live document without applying it: its
 *   parent, else the parent of its left or right origin.
 * - May they: the place is declared, the value fits, the client id is theirs (R12), and `can()` allows it.
 *
 * A bare Y.applyUpdate on client bytes is unsafe; reliability.md section 5 lists what one update can do.
 */
import type * as Y from 'yjs'
import { Adjacency } from './adjacency.ts'
import type { DocumentDefinition } from './definition.ts'
import { type DeletedContent, FreshStructs, isWithin, liveDeletes } from './fresh-structs.ts'
import type { GateContext } from './gate-context.ts'
import { type Place, type PlacedItem, Places, pathOf } from './places.ts'
import type { RefusalReason } from './protocol.ts'
import { decodeUpdate, encodeUpdate } from './update.ts'
import { Writes } from './writes.ts'

export type Verdict =
  | {
      outcome: 'accepted'
      /** The bytes as received, or what normalising left of them. */
      update: Uint8Array
      /** Client ids to bind to the actor. */
      newClients: number[]
      /** Records that stand for the first time: their owner is the actor's family. */
      newRecords: string[]
      touched: Touched
    }
  | { outcome: 'nothing' }
  | { outcome: 'refused'; reason: RefusalReason; path?: string }

/** What an update adds and takes away, resolved. It reads the live document: valid until the update is applied. */
export interface Touched {
  items: PlacedItem[]
  deletions: Deletion[]
}

/** Live content that goes: `length` units of a stored item, from `clock` on. */
export interface Deletion extends DeletedContent {
  place: Place
}

export function judgeUpdate(
  definition: DocumentDefinition,
  doc: Y.Doc,
  bytes: Uint8Array,
  context: GateContext,
): Verdict {
  if (bytes.byteLength > context.limits.updateBytes) return refused('too-big')
  const decoded = decodeUpdate(bytes)
  if (!decoded) return refused('malformed')

  const fresh = new FreshStructs(doc)
  let size = decoded.deletes.length
  const newClients: number[] = []
  for (const [client, structs] of decoded.structsByClient) {
    size += structs.length
    if (size > context.limits.structs) return refused('too-big')
    const problem = fresh.add(client, structs)
    if (problem) return refused(problem)
    if (!fresh.has(client)) continue
    const guardianId = context.guardianOf(client)
    if (guardianId === undefined) newClients.push(client)
    else if (guardianId !== context.actor.guardianId) return refused('client-taken')
  }
  // Tabs and restarts of one person, whether they are bound already or not.
  if (size > context.limits.structs || fresh.keptByClient.size > context.limits.newClients)
    return refused('too-big')

  const places = new Places(definition, doc, fresh)
  const placed = places.resolveAll()
  if ('reason' in placed) return refused(placed.reason)
  const deletes = liveDeletes(doc, fresh, decoded.deletes)
  if (deletes === null) return refused('gap')

  const adjacency = new Adjacency(doc, fresh)
  const writes = new Writes(definition, doc)
  for (const entry of placed.items) {
    const { item, place } = entry
    const problem =
      writes.addItem(entry, isWithin(deletes.ranges, item.id)) ??
      (adjacency.isHonest(entry) ? null : 'malformed')
    if (problem) return refused(problem, pathOf(place))
  }
  const deletions: Deletion[] = []
  for (const { item, clock, length } of deletes.items) {
    const place = places.ofStored(item)
    if (!place) continue
    writes.addDeletion(place, length)
    deletions.push({ item, clock, length, place })
  }
  const denied = writes.judge(context)
  if (denied) return refused(denied.reason, denied.path)

  const changed = fresh.trimmed || placed.collected > 0 || deletes.trimmed
  if (fresh.size === 0 && deletes.ranges.length === 0) return { outcome: 'nothing' }
  return {
    outcome: 'accepted',
    update: changed ? encodeUpdate(fresh.keptByClient, deletes.ranges) : bytes,
    newClients,
    newRecords: writes.newRecords(context),
    touched: { items: placed.items, deletions },
  }
}

function refused(reason: RefusalReason, path?: string): Verdict & { outcome: 'refused' } {
  return path === undefined ? { outcome: 'refused', reason } : { outcome: 'refused', reason, path }
}
