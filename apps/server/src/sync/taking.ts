/** Taking somebody's bytes into a room's document: judged before they are applied, and looked at afterwards. */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { judgeUpdate, type Verdict } from '@sidegate/core/documents/gate'
import type { GateContext } from '@sidegate/core/documents/gate-context'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { QuickDecoder } from './quick-decoder.ts'
import type { Member } from './seat.ts'

interface Place {
  address: DocumentAddress
  doc: Y.Doc
  log: Logger
}

export function judgeFrame({ address, doc, log }: Place, update: Uint8Array, context: GateContext): Verdict {
  try {
    return judgeUpdate(definitionsByKind[address.kind], doc, update, context)
  } catch (error) {
    // A fault of the gate, on bytes that somebody chose: nothing was applied, and the house stays up (R14).
    const { guardianId } = context.actor
    log.error({ err: error, document: formatAddress(address), guardianId }, 'gate failed')
    return { outcome: 'refused', reason: 'malformed' }
  }
}

/** false: it did not go in whole, and this document is not to be trusted any more. */
export function applyWhole({ address, doc, log }: Place, update: Uint8Array, member: Member): boolean {
  const { guardianId } = member.actor
  const document = formatAddress(address)
  try {
    Y.applyUpdateV2(doc, update, member, QuickDecoder)
  } catch (error) {
    log.error({ err: error, document, guardianId }, 'update not applied')
    return false
  }
  if (!doc.store.pendingStructs && !doc.store.pendingDs) return true
  log.error({ document, guardianId }, 'gate let a gap through')
  return false
}
