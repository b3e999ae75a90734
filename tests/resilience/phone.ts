/** A phone for tests against a real process: the unmodified y-websocket client, and a memory of what it was told. */

import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_REFUSED, MESSAGE_SAVED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { retryDelay } from '../../apps/web/src/lib/live/socket.ts'

export { randomFrom, until } from './waiting.ts'

// Each provider waits for the end of the process to say goodbye.
process.setMaxListeners(100)

export interface Phone {
  doc: Y.Doc
  open: OpenDocument<typeof plan>
  provider: WebsocketProvider
  /** Words that this phone wrote or took away, oldest first; `acked` of them are on disk, as the server said. */
  acts: { word: string; kind: 'write' | 'erase' }[]
  readonly acked: number
  readonly isSaved: boolean
  refused: string[]
  closes: number[]
  /** When a socket ended, and when the next one was tried (ms). */
  closedAt: number[]
  triedAt: number[]
  write(word: string): void
  /** Takes one word away; false when it isn't there. */
  erase(word: string): boolean
  hangUp(): void
}

export function createPhone({
  port,
  address,
  token,
  patience = 100,
}: {
  port: number
  address: string
  token: string
  /** Before the next attempt, at most (ms); 'as the web': as long as the web client waits. */
  patience?: number | 'as the web'
}): Phone {
  const doc = new Y.Doc()
  const acts: Phone['acts'] = []
  const refused: string[] = []
  const closes: number[] = []
  const closedAt: number[] = []
  const triedAt: number[] = []
  // Of the present socket: how many acts each sync frame covers, and how many frames are saved.
  let covered: number[] = []
  let acked = 0
  class CountingSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
      covered = []
      triedAt.push(performance.now())
      this.on('close', (code: number) => {
        closes.push(code)
        closedAt.push(performance.now())
      })
    }
    override send(data: Uint8Array) {
      if (data[0] === MESSAGE_SYNC && data[1] !== 0) covered.push(acts.length)
      super.send(data)
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, address, doc, {
    WebSocketPolyfill: CountingSocket as unknown as typeof globalThis.WebSocket, // ws speaks the same interface
    disableBc: true,
    maxBackoffTime: patience === 'as the web' ? 100 : patience,
  })
  if (patience === 'as the web') {
    let failures = 0
    provider.on('sync', (isSynced: boolean) => {
      if (isSynced) failures = 0
    })
    provider.on('connection-close', (event) => {
      provider.wsUnsuccessfulReconnects = 20
      const { code = 0, reason = '' } = event ?? {}
      provider.maxBackoffTime = retryDelay(failures++, { code, reason }, Math.random())
    })
  }
  provider.awareness.setLocalStateField('at', null)
  provider.messageHandlers[MESSAGE_SAVED] = (_encoder, decoder) => {
    acked = Math.max(acked, covered[decoding.readVarUint(decoder) - 1] ?? 0)
  }
  provider.messageHandlers[MESSAGE_REFUSED] = (_encoder, decoder) => {
    refused.push(decoding.readVarString(decoder))
  }
  const open = openDocument(plan, doc)
  return {
    doc,
    open,
    provider,
    acts,
    refused,
    closes,
    closedAt,
    triedAt,
    get acked() {
      return acked
    },
    get isSaved() {
      return provider.synced && acked === acts.length
    },
    write(word) {
      acts.push({ word, kind: 'write' })
      // At either end, so that no word is torn by another.
      open.change((edit) => edit.notes.splice(acts.length % 2 ? 0 : edit.notes.length, 0, word))
    },
    erase(word) {
      const at = open.read().notes.indexOf(word)
      if (at < 0 || word === '') return false
      acts.push({ word, kind: 'erase' })
      open.change((edit) => edit.notes.splice(at, word.length, ''))
      return true
    },
    hangUp() {
      const { ws } = provider
      provider.destroy()
      ws?.close()
    },
  }
}

export const words = (text: string): string[] => text.match(/<[^>]+>/g) ?? []
