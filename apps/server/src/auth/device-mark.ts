/** Two digits that a device shows and its guardian's others show beside it: whose phone is asking, told at a glance. */
import { createHash } from 'node:crypto'

/** A help against mistaking somebody else's phone for one's own; the session's id gives no access, and neither does this. */
export const deviceMark = (sessionId: string): string =>
  String(createHash('sha256').update(sessionId).digest().readUInt16BE(0) % 100).padStart(2, '0')
