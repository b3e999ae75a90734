/** What the gate must know of the one who sends an update, and of the document besides its content. */
import type { Actor } from '../roles.ts'

export interface GateContext {
  actor: Actor
  /** The hangout is over, or off: nobody but the server writes. */
  over: boolean
  /** Who a Yjs client id is bound to in this document and epoch. */
  guardianOf(client: number): string | undefined
  /** Who owns a record, `slots/<id>`; undefined when it never stood here. */
  familyOf(record: string): string | undefined
  limits: GateLimits
}

export interface GateLimits {
  /** Bytes of one update; a whole backlog comes as one. */
  updateBytes: number
  structs: number
  /** Client ids that one update may bind: tabs and restarts of one person. */
  newClients: number
  /** Items to walk over to find its items' places, by us and then by every Yjs, which takes 0.1 us for each. */
  steps: number
}
