/** The plan that every attack meets, and the tools to forge bytes that no client writes. */
import * as Y from 'yjs'
import type { Part } from '../../parts.ts'
import { familyId, guardianId, type Replica, recordId, replica } from '../../testing/replicas.ts'
import type { GateContext } from '../gate-context.ts'
import { plan } from '../plan.ts'
import type { RefusalReason } from '../protocol.ts'
import { type DeletedRange, encodeUpdate } from '../update.ts'
import type { Harm } from './harm.ts'

export interface Attack {
  name: string
  /** What it does to a bare Y.Doc. */
  does: Harm
  /** What the gate says. */
  reason: RefusalReason
  by?: Part
  /** What stands before: it goes into the plan as it is. */
  prepare?: (scene: Scene) => void
  bytes: (scene: Scene) => Uint8Array
  /** The hangout is over. */
  over?: true
}

/** Client ids. The attacker, family 3, has written under MINE; family 4 under VICTIM; NEW and above are nobody's. */
export const SERVER = 1
export const VICTIM = 50
export const MINE = 60
export const NEW = 77

/** A slot of nobody (the server founded it), one of family 4, one that was removed. */
export const slot = recordId(1)
export const foreign = recordId(2)
export const removed = recordId(3)
export const myClaim = `${slot}:${familyId(3)}`

export const WORDS = 'Church side.'

export interface Scene {
  doc: Y.Doc
  /** The victim's phone, in sync. */
  victim: Replica<typeof plan>
  /** The attacker's phone under MINE, in sync. */
  phone: Replica<typeof plan>
  context: GateContext
}

export function makeScene({ by = 'guest', prepare, over }: Pick<Attack, 'by' | 'prepare' | 'over'>): Scene {
  const server = replica(plan, SERVER)
  server.open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    edit.about.splice(0, 0, 'Tables, lanterns, balloons.')
    edit.slots.put(slot, { title: 'Brownies, no nuts' })
    edit.slots.put(removed, { title: 'Ice' })
    edit.timeline.put(recordId(8), { at: '14:00', title: 'Gate opens' })
  })
  const { doc } = server
  const author = replica(plan, VICTIM, doc)
  author.open.change((edit) => {
    edit.notes.splice(0, 0, WORDS)
    edit.slots.put(foreign, { title: 'Chips' })
    edit.claims.put({ slotId: slot, familyId: familyId(4) }, { quantity: 2, note: 'Mine' })
  })
  const attacker = replica(plan, MINE, doc)
  attacker.open.change((edit) => edit.notes.splice(0, 0, 'Hi! '))
  for (const { sent } of [author, attacker]) for (const update of sent) Y.applyUpdate(doc, update)
  server.open.change((edit) => edit.slots.remove(removed))
  const scene: Scene = {
    doc,
    victim: replica(plan, VICTIM, doc),
    phone: replica(plan, MINE, doc),
    context: contextOf(by, over === true),
  }
  if (!prepare) return scene
  prepare(scene)
  return { ...scene, victim: replica(plan, VICTIM, doc), phone: replica(plan, MINE, doc) }
}

const BOUND = new Map([
  [SERVER, 'server'],
  [VICTIM, guardianId(4)],
  [MINE, guardianId(3)],
])

function contextOf(part: Part, over: boolean): GateContext {
  return {
    actor: { part, guardianId: guardianId(3), familyId: familyId(3), kidIds: [] },
    over,
    // From 100,000 on: what the attacker has bound in a long life.
    guardianOf: (client) => (client >= 100_000 ? guardianId(3) : BOUND.get(client)),
    familyOf: (record) => (record === `slots/${foreign}` ? familyId(4) : undefined),
    limits: { updateBytes: 65_536, structs: 2000, newClients: 20, steps: 50_000 },
  }
}

export const lastOf = ({ sent }: Replica<typeof plan>) => sent.at(-1) as Uint8Array

/** What the attacker's phone sends, were it made to do this. */
export const after =
  (act: (phone: Replica<typeof plan>) => void) =>
  ({ phone }: Scene): Uint8Array => {
    act(phone)
    return lastOf(phone)
  }

export const recordAt = ({ doc }: Replica<typeof plan>, id: string) =>
  doc.getMap('slots').get(id) as Y.Map<unknown>

export const word = (text: string) => new Y.ContentString(text)
export const value = (...values: unknown[]) => new Y.ContentAny(values)
export const gc = (client: number, clock: number, length: number) => new Y.GC(new Y.ID(client, clock), length)

export type Id = [client: number, clock: number]

interface Handmade {
  origin: Id | null
  right: Id | null
  parent: string | Id | null
  sub: string | null
}

/** A struct as a client could write it by hand. */
export function item(
  [client, clock]: Id,
  content: Y.Item['content'],
  { origin = null, right = null, parent = null, sub = null }: Partial<Handmade> = {},
): Y.Item {
  const id = (pair: Id | null) => pair && new Y.ID(...pair)
  // A root stands as its name until it is integrated.
  const holder = (Array.isArray(parent) ? id(parent) : parent) as unknown as Y.ID
  return new Y.Item(new Y.ID(client, clock), null, id(origin), null, id(right), holder, sub, content)
}

export function updateOf(
  items: readonly (Y.Item | Y.GC)[],
  deletes: readonly DeletedRange[] = [],
): Uint8Array {
  return encodeUpdate(
    Map.groupBy(
      items.map((struct) => ({ struct, offset: 0 })),
      ({ struct }) => struct.id.client,
    ),
    deletes,
  )
}

/** Byte by byte, for what no encoder writes. */
export function raw(write: (encoder: Y.UpdateEncoderV1) => void): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  write(encoder)
  return encoder.toUint8Array()
}

/** Bytes of the same length in place of others. */
export function swapped(update: Uint8Array, from: string, to: string): Uint8Array {
  const text = String.fromCharCode(...update)
  if (!text.includes(from)) throw new Error(`${from} is not in the update`)
  return Uint8Array.from(text.replaceAll(from, to), (byte) => byte.charCodeAt(0))
}

/** The structs alone, as if nothing were deleted: Yjs replaces a map's value all the same. */
export function withoutDeletions(update: Uint8Array): Uint8Array {
  return updateOf(
    Y.decodeUpdate(update).structs.flatMap((struct) => (struct instanceof Y.Skip ? [] : [struct])),
  )
}

/** Where an item stands that somebody wrote: the id of the value at a key, or of the first letter of a text. */
export function idOf(doc: Y.Doc, root: string, key?: string, field?: string): Id {
  const found = key === undefined ? doc.getText(root)._start : valueAt(doc.getMap(root), key, field)
  if (!found) throw new Error(`nothing at ${root}/${key}/${field}`)
  return [found.id.client, found.id.clock]
}

function valueAt(map: Y.Map<unknown>, key: string, field: string | undefined): Y.Item | undefined {
  const holder = field === undefined ? map : (map.get(key) as Y.Map<unknown>)
  return holder._map.get(field ?? key)
}
