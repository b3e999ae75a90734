/** An honest phone that edits on and on: the unmodified y-websocket client, and what it remembers of its own words. */
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { MESSAGE_REFUSED, MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import { recordId } from '@sidegate/core/testing/replicas'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Door, isCounted, updateOf } from './wire.ts'

export interface Writer {
  doc: Y.Doc
  open: OpenDocument
  readonly isSynced: boolean
  readonly isSaved: boolean
  /** Updates that this phone sent, in order. */
  sent: Uint8Array[]
  refused: string[]
  closes: number[]
  edits: number
  /** One more edit; false while the last one is not saved yet. */
  edit(): boolean
  /** Whether the document holds what this phone wrote where nobody else may write; null: nowhere. */
  standsAsWritten(): boolean | null
  hangUp(): void
}

/** `part`: what the phone may write that the attackers may not. */
export function createWriter(
  definition: DocumentDefinition,
  { port, path, token }: Door,
  part: 'host' | 'own record' | 'reader',
): Writer {
  const doc = new Y.Doc()
  const sent: Uint8Array[] = []
  const refused: string[] = []
  const closes: number[] = []
  let frames = 0
  let saved = 0
  class HonestSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
      frames = 0
      saved = 0
      this.on('close', (code: number) => closes.push(code))
    }
    override send(data: Uint8Array) {
      if (isCounted(data)) frames++
      const update = updateOf(data)
      if (update) sent.push(update)
      super.send(data)
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, path, doc, {
    WebSocketPolyfill: HonestSocket as unknown as typeof globalThis.WebSocket, // ws speaks the same interface
    disableBc: true,
    maxBackoffTime: 100,
  })
  provider.awareness.setLocalStateField('at', null)
  provider.messageHandlers[MESSAGE_SAVED] = (_encoder, decoder) => {
    saved = decoding.readVarUint(decoder)
  }
  provider.messageHandlers[MESSAGE_REFUSED] = (_encoder, decoder) => {
    refused.push(decoding.readVarString(decoder))
  }
  const open: OpenDocument = openDocument(definition, doc)
  const own = ownPlace(definition, doc, part)
  const writer: Writer = {
    doc,
    open,
    sent,
    refused,
    closes,
    edits: 0,
    get isSynced() {
      return provider.synced
    },
    get isSaved() {
      return provider.synced && saved === frames
    },
    edit() {
      if (!own || !writer.isSaved) return false
      doc.transact(() => own.write(++writer.edits))
      return true
    },
    standsAsWritten: () => (own && writer.edits > 0 ? own.reads(writer.edits) : null),
    hangUp() {
      const { ws } = provider
      provider.destroy()
      ws?.close()
    },
  }
  return writer
}

interface OwnPlace {
  write(n: number): void
  reads(n: number): boolean
}

/** Hosts have the plan's text about the day; everybody has a record of their own in lists that know owners. */
function ownPlace(
  definition: DocumentDefinition,
  doc: Y.Doc,
  part: 'host' | 'own record' | 'reader',
): OwnPlace | null {
  if (part === 'reader') return null
  if (part === 'host' && definition.kind === 'plan') {
    const about = doc.getText('about')
    return {
      write(n) {
        about.delete(0, about.length)
        about.insert(0, `as the host wrote ${n}`)
      },
      reads: (n) => about.toString() === `as the host wrote ${n}`,
    }
  }
  const root = { plan: 'slots', board: 'ideas', play: 'picks' }[definition.kind]
  const field = definition.kind === 'play' ? 'title' : 'note'
  const records = doc.getMap<Y.Map<unknown>>(root)
  const id = recordId(part === 'host' ? 1 : 2)
  return {
    write(n) {
      // In the committee's list anybody may take a pick away.
      const record = records.get(id)
      if (record) record.set(field, `own ${n}`)
      else
        records.set(
          id,
          new Y.Map<unknown>([
            ['title', 'Honest'],
            [field, `own ${n}`],
          ]),
        )
    },
    reads: (n) => definition.kind === 'play' || records.get(id)?.get(field) === `own ${n}`,
  }
}
