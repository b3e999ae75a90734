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
import * as Y from 'yjs'
import { Adjacency } from './adjacency.ts'
import type { DocumentDefinition } from './definition.ts'
import { FreshStructs, isWithin, liveDeletes } from './fresh-structs.ts'
import type { GateContext } from './gate-context.ts'
import { pathOf } from './place.ts'
import { Places } from './places.ts'
import type { RefusalReason } from './protocol.ts'
import { decodeUpdate, encodeUpdate, type KeptStruct } from './update.ts'
import { Writes } from './writes.ts'

/**
 * Client ids of one person that have written in one document and epoch. Each stays in every state vector for good; one
 * comes with each page load that writes. Ten a day, from a hangout's first draft to the day itself, are some hundreds.
 */
const MAX_CLIENTS = 1000
/**
 * Each item that Yjs cuts or merges moves all that follow in its client's list: 0.13 ns for each, so 25 ms. Whoever
 * takes away a whole text into which 50,000 single edits went moves 50,000.
 */
const MAX_MOVES = 200_000_000

export type Verdict =
  | {
      outcome: 'accepted'
      /** The bytes as received, or what normalising left of them. */
      update: Uint8Array
      /** Client ids to bind to the actor. */
      newClients: number[]
      /** Records that stand for the first time: their owner is the actor's family. */
      newRecords: string[]
      /** What it costs everybody who applies it (`GateLimits`). */
      steps: number
    }
  | { outcome: 'nothing' }
  | { outcome: 'refused'; reason: RefusalReason; path?: string }

export function judgeUpdate(
  definition: DocumentDefinition,
  doc: Y.Doc,
  bytes: Uint8Array,
  context: GateContext,
): Verdict {
  if (bytes.byteLength > context.limits.updateBytes) return refused('too-big')
  const decoded = decodeUpdate(bytes, context.limits.structs)
  if (typeof decoded === 'string') return refused(decoded)

  const fresh = new FreshStructs(doc)
  const newClients: number[] = []
  let writers = 0
  for (const section of decoded.sections) {
    const added = fresh.add(section)
    if (typeof added === 'string') return refused(added)
    if (!added) continue
    const { client } = section
    const guardianId = context.guardianOf(client)
    if (guardianId === undefined) newClients.push(client)
    else if (guardianId !== context.actor.guardianId) return refused('client-taken')
    if (added.known === 0) writers++
  }
  // Tabs and restarts of one person, whether they are bound already or not.
  if (fresh.byClient.size > context.limits.newClients) return refused('too-big')
  if (writers > 0 && writers + countWriters(doc, context) > MAX_CLIENTS) return refused('too-big')
  const deletes = liveDeletes(doc, fresh, decoded.deletes)
  if (deletes === null) return refused('gap')

  const places = new Places(definition, doc, fresh)
  const adjacency = new Adjacency(doc, fresh, context.limits.steps)
  const writes = new Writes(definition, doc)
  let path: string | undefined
  const resolved = places.resolveAll((placed) => {
    const { item, offset, spot } = placed
    const isDeleted = deletes.ranges.length > 0 && isDeletedWhole(item, offset)
    const problem = writes.addItem(placed, isDeleted) ?? adjacency.weave(placed)
    if (problem) path = pathOf(spot.place)
    else if (adjacency.isOnTop) writes.addValue(placed, isDeleted)
    return problem
  })
  if (typeof resolved === 'string') return refused(resolved, path)
  if (deletes.moves + adjacency.moves > MAX_MOVES) return refused('too-big')
  for (const { item, length } of deletes.items) {
    const place = places.ofStored(item)
    if (place) writes.addDeletion(place, item, length)
  }
  const denied = writes.judge(context)
  if (denied) return refused(denied.reason, denied.path)

  if (fresh.size === 0 && deletes.ranges.length === 0) return { outcome: 'nothing' }
  const changed = fresh.trimmed || resolved.collected > 0 || deletes.trimmed
  return {
    outcome: 'accepted',
    update: changed ? encodeUpdate(keptByClient(fresh), deletes.ranges) : bytes,
    newClients,
    newRecords: writes.newRecords(context),
    steps: adjacency.steps,
  }

  function isDeletedWhole({ id, length }: Y.Item, offset: number) {
    return (
      deletes !== null && isWithin(deletes.ranges, new Y.ID(id.client, id.clock + offset), length - offset)
    )
  }
}

/** How many client ids of the actor have written in this document. */
function countWriters(doc: Y.Doc, { actor, guardianOf }: GateContext): number {
  let count = 0
  for (const client of doc.store.clients.keys()) if (guardianOf(client) === actor.guardianId) count++
  return count
}

function keptByClient({ byClient }: FreshStructs): Map<number, readonly KeptStruct[]> {
  return new Map([...byClient].map(([client, { structs }]) => [client, structs]))
}

function refused(reason: RefusalReason, path?: string): Verdict & { outcome: 'refused' } {
  return path === undefined ? { outcome: 'refused', reason } : { outcome: 'refused', reason, path }
}
