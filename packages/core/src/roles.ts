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
  /** The device hasn't shown yet whose it is: it reads, answers and claims, and nothing else. */
  onlyAnswers?: true
}

/** A write to one place of a document. `owner`: of a record by its server row, of an answer by its key. */
export interface WriteSubject {
  collection: Collection
  change: 'add' | 'edit' | 'remove'
  /** undefined: nobody's yet */
  owner?: string | undefined
  /** A hangout that is over or called off is read, not written. */
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
  'make hangout': ['guardian', 'organizer'],
  'edit list': ['host', 'co-host'],
  'send hangout': ['host', 'co-host'],
  'cancel hangout': ['host', 'co-host'],
  'write address': ['host', 'co-host'],
  'read address': ['host', 'co-host', 'guest'],
  'share hangout': ['host', 'co-host', 'guest'],
  'end class links': ['host', 'co-host'],
  'edit family': ['guardian', 'organizer'],
  'let in to family': ['guardian', 'organizer'],
  'leave circle': ['guardian', 'organizer'],
  'run circle': ['organizer'],
  'tell answer': ['organizer'],
  'run house': ['operator'],
} as const satisfies Record<string, readonly Part[]>

export type Action = keyof typeof partsByAction | 'write'

/** What a device may that hasn't shown yet whose it is. */
const UNCONFIRMED: ReadonlySet<Action> = new Set(['read hangout', 'answer for kid', 'read circle'])

export function can(actor: Actor, action: 'write', subject: WriteSubject): boolean
export function can(actor: Actor, action: 'answer for kid', subject: { kidId: string }): boolean
/** `saidYes`: a kid of this home is going. Hosts read it anyway. */
export function can(actor: Actor, action: 'read address', subject: { saidYes: boolean }): boolean
export function can(
  actor: Actor,
  action: Exclude<Action, 'write' | 'answer for kid' | 'read address'>,
): boolean
export function can(
  actor: Actor,
  action: Action,
  subject?: WriteSubject | { kidId: string } | { saidYes: boolean },
): boolean {
  if (action === 'write') return canWrite(actor, subject as WriteSubject)
  if (actor.onlyAnswers && !UNCONFIRMED.has(action)) return false
  if (!(partsByAction[action] as readonly Part[]).includes(actor.part)) return false
  if (action === 'answer for kid') return actor.kidIds.includes((subject as { kidId: string }).kidId)
  if (action === 'read address') return actor.part !== 'guest' || (subject as { saidYes: boolean }).saidYes
  return true
}

function canWrite(actor: Actor, { collection, change, owner, over }: WriteSubject): boolean {
  if (actor.part === 'server') return true
  if (over || (actor.onlyAnswers && collection.shape !== 'answer')) return false
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
