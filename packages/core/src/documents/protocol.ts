/**
 * The wire is y-websocket's (0 sync, 1 awareness, 2 auth, 3 query awareness), spoken by its unmodified client.
 * The server adds two messages:
 * - saved:   varUint count. How many of this socket's sync frames (SyncStep2 and updates) are on disk. A count,
 *            because a state vector does not move for a deletion.
 * - refused: varString reason, varUint epoch. The update was judged and kept out whole; nobody else received a
 *            byte. Later frames of that client id are ignored until the client has rebuilt under a new one.
 */
export const MESSAGE_SYNC = 0
export const MESSAGE_AWARENESS = 1
export const MESSAGE_SAVED = 4
export const MESSAGE_REFUSED = 5

/** 44xx are final for the y-websocket client; with the others it comes back by itself. */
export const CLOSE = {
  /** Not a frame of this protocol. */
  badFrame: 4400,
  /** The session expired: the client locks, and keeps its store for the same account. */
  sessionExpired: 4401,
  /** No access, or no such document: the same answer (house rule 3). The close reason is the installation's id. */
  noAccess: 4403,
  /** Another epoch is current; the close reason is its number, or 'reload' for a page that is too old to write. */
  wrongEpoch: 4409,
  restarting: 1012,
  /** Overloaded, too fast, or refused too often. */
  tryLater: 1013,
} as const

export const REFUSAL_REASONS = [
  'malformed', // not a whole update, or content that no document has
  'too-big', // more bytes, structs or text than a document takes
  'gap', // an edit is missing before this one; nothing may become pending (R11)
  'client-taken', // the Yjs client id belongs to somebody else (R12, R17)
  'unknown-place', // no such collection, key or field
  'bad-value', // the value doesn't fit its field
  'full', // the collection holds as many entries as it may
  'not-yours', // can() said no
  'read-only', // said by the server alone: this document can be read and not changed just now
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** What a client tells of itself: the path it edits, such as `slots/<id>/title`, or null. */
export interface PresenceSent {
  at: string | null
}

/** What the others read: the server wrote who it is, from the session (R18). */
export interface PresenceShown extends PresenceSent {
  who: { guardianId: string; familyId: string; name: string }
}
