/** Sends what this account left behind in documents that are not open. It brings Yjs along: import it when there is any. */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { board } from '@sidegate/core/documents/board'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { plan } from '@sidegate/core/documents/plan'
import { play } from '@sidegate/core/documents/play'
import { openLiveDocument } from './live-document.svelte.ts'

const definitions: Record<DocumentAddress['kind'], DocumentDefinition> = { board, plan, play }
const WITHIN_MS = 20_000
const LOOK_EVERY_MS = 250

/** Opens one document after the other, until the server has its edits or can't take them now. */
export async function sendDocuments(
  account: string,
  waiting: readonly { address: DocumentAddress; installation: string }[],
): Promise<void> {
  for (const { address, installation } of waiting) {
    const definition = definitions[address.kind]
    const document = openLiveDocument({ definition, address, account, installation })
    const until = Date.now() + WITHIN_MS
    const isUnderWay = () =>
      document.status === 'connecting' || (document.status === 'live' && document.saving !== 'saved')
    while (isUnderWay() && Date.now() < until) await new Promise((done) => setTimeout(done, LOOK_EVERY_MS))
    document.leave()
  }
}
