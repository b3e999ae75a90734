/**
 * Who may do what: one question, `can(actor, action, subject)`, asked by buttons, by the gate and by the routes.
 * The actor comes from the session, never from bytes. What isn't listed here is forbidden.
 */
import type { Collection } from './documents/definition.ts'
import type { Part } from './parts.ts'

export interface Actor {
  part: Part
  guardianId: string
  familyId: string
  /** The kids this person may answer for. */
  kidIds: readonly string[]
}

/** A write to one place of a document. `owner`: of a record by its server row, of an answer by its key. */
export interface WriteSubject {
  collection: Collection
  change: 'add' | 'edit' | 'remove'
  /** undefined: nobody's yet */
  owner?: string | undefined
  /** A hangout that is over is read, not written. */
  over: boolean
}

const partsByAction = {
  'read hangout': ['host', 'co-host', 'guest'],
  'answer for kid': ['host', 'co-host', 'guest'],
  'move hangout': ['host', 'co-host'],
  'restore hangout': ['host', 'co-host'],
  'read answers': ['host', 'co-host'],
  'read circle': ['guardian', 'organizer'],
  'like idea': ['guardian', 'organizer'],
  'watch circle': ['organizer', 'operator'],
  'read roster': ['organizer'],
} as const satisfies Record<string, readonly Part[]>

export type Action = keyof typeof partsByAction | 'write'

export function can(actor: Actor, action: 'write', subject: WriteSubject): boolean
export function can(actor: Actor, action: 'answer for kid', subject: { kidId: string }): boolean
export function can(actor: Actor, action: Exclude<Action, 'write' | 'answer for kid'>): boolean
export function can(actor: Actor, action: Action, subject?: WriteSubject | { kidId: string }): boolean {
  if (action === 'write') return canWrite(actor, subject as WriteSubject)
  if (!(partsByAction[action] as readonly Part[]).includes(actor.part)) return false
  if (action === 'answer for kid') return actor.kidIds.includes((subject as { kidId: string }).kidId)
  return true
}

function canWrite(actor: Actor, { collection, change, owner, over }: WriteSubject): boolean {
  if (actor.part === 'server') return true
  if (over) return false
  switch (collection.shape) {
    case 'fields':
    case 'text':
      return collection.write.includes(actor.part)
    case 'record':
      if (collection.any.includes(actor.part)) return true
      if (!collection.own.includes(actor.part)) return false
      return owner === undefined ? change === 'add' : owner === actor.familyId
    case 'answer':
      if (change === 'remove' && collection.clear.includes(actor.part)) return true
      return collection.own.includes(actor.part) && owner !== undefined && isOwn(actor, owner)
  }
}

function isOwn(actor: Actor, owner: string): boolean {
  return owner === actor.familyId || actor.kidIds.includes(owner)
}
