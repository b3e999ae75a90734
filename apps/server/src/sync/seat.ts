/** One socket's place in a room: many stand there for hours and say nothing, so a seat is a few plain fields. */

import type { PresenceShown } from '@sidegate/core/documents/protocol'
import type { Actor } from '@sidegate/core/roles'
import type { Bucket } from './quotas.ts'

/** A socket, as a room sees it. */
export interface Member {
  readonly actor: Actor
  /** The hangout had ended when they came in. */
  readonly isOver: boolean
  readonly who: PresenceShown['who']
  readonly sessionId: string
  /** Whole WebSocket frames, one or several, for one write. The bytes may be shared with others. */
  send(bytes: Buffer): void
  close(code: number, reason?: string): void
}

export class Seat {
  readonly member: Member
  /** Has its first state; relays make sense from here on. */
  isSynced = false
  /** Has sent its SyncStep2, so all that it had. */
  isLevel = false
  isMuted = false
  /** A state is on its way to them. */
  isAsking = false
  /** The one client id whose presence this socket shows. */
  client: number | null = null
  /** Sync frames taken. */
  taken = 0
  /** One of them has a gap before it: nothing counts as saved until the SyncStep2 that carries it is on disk. */
  hasGap = false
  /** When something was last sent to it (ms). */
  toldAt = 0
  /** Made when they are first needed. */
  edits: Bucket | null = null
  asks: Bucket | null = null
  moves: Bucket | null = null
  echoes: Bucket | null = null

  constructor(member: Member) {
    this.member = member
  }
}
