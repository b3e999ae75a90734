/** How each server is spoken to: y-websocket's wire, or Hocuspocus' own, whose frames begin with the document's name. */
import * as encoding from 'lib0/encoding'
import { maskedFrame } from './light-socket.ts'

export type Dialect = 'relay' | 'y-websocket' | 'hocuspocus'

const SYNC = 0
const AUTH = 2
/** Hocuspocus asks with this one in its answer, so that the two don't ask each other for ever. */
export const SYNC_REPLY = 4
/** Ours: a count of frames on disk. */
export const SAVED = 4
/** Ours: judged and kept out. */
export const REFUSED = 5
/** Hocuspocus: one frame has been applied. */
export const SYNC_STATUS = 8

export const STEP_1 = 0
export const STEP_2 = 1
export const UPDATE = 2

/** An empty state vector, and an update of nothing, as a client without a local copy sends them. */
export const NOTHING_KNOWN = new Uint8Array([0])
export const NOTHING_NEW = new Uint8Array([0, 0])

export function authFrame(document: string): Uint8Array {
  return frame('hocuspocus', document, (encoder) => {
    encoding.writeVarUint(encoder, AUTH)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, 'nobody asks')
  })
}

export function syncFrame(dialect: Dialect, document: string, type: number, payload: Uint8Array): Uint8Array {
  return frame(dialect, document, (encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

function frame(dialect: Dialect, document: string, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return maskedFrame(
    encoding.encode((encoder) => {
      if (dialect === 'hocuspocus') encoding.writeVarString(encoder, document)
      write(encoder)
    }),
  )
}
