/**
 * The wire: the unmodified y-websocket provider, with a WebSocket beneath it that counts the sync frames of each
 * socket, and the two messages of ours (`saved`, `refused`) in its handler table.
 *
 * The counting socket also mends two habits of the provider:
 * - Before it has answered the server's SyncStep1 it already sends live updates. After work offline such an update
 *   has a gap before it, and nothing may become pending (R11). They are left out; the SyncStep2 carries them.
 * - It sends back the presence of others. Only one's own goes out (R18).
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import {
  CLOSE,
  MESSAGE_AWARENESS,
  MESSAGE_REFUSED,
  MESSAGE_SAVED,
  MESSAGE_SYNC,
} from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageYjsSyncStep2, messageYjsUpdate } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import type { Doc } from 'yjs'

export interface SocketListener {
  /** A new socket: its frames count from one. */
  opened(): void
  /** A SyncStep2 went out: all that this document knows. */
  sentAll(): void
  /** The latest update of the document went out. */
  sentUpdate(): void
  saved(count: number): void
  refused(reason: string): void
  /** The server's disk takes nothing for now; it closed the socket of who sent an edit, and takes it back later. */
  notSaving(): void
}

interface Options {
  address: DocumentAddress
  /** Of the document's definition, as these scripts have it: the server tells whether it is too old (P19). */
  version: number
  url: string
  listener: SocketListener
}

export function createSocket(doc: Doc, { address, version, url, listener }: Options): WebsocketProvider {
  // After "read-only" a socket tells of no more edits: each would only be refused. The next one tells all that waits.
  let isReadOnly = false
  const opened = () => {
    isReadOnly = false
    listener.opened()
  }
  const provider = new WebsocketProvider(url, formatAddress(address), doc, {
    connect: false, // the local store comes first, else its content would go out as live edits
    params: { v: String(version) },
    disableBc: true, // nothing goes round the gate
    WebSocketPolyfill: countingSocket(doc.clientID, { ...listener, opened }, () => isReadOnly),
  })
  // The first state has clock 0, which peers ignore (T15).
  provider.awareness.setLocalStateField('at', null)

  provider.messageHandlers[MESSAGE_SAVED] = (_, decoder) => listener.saved(decoding.readVarUint(decoder))
  provider.messageHandlers[MESSAGE_REFUSED] = (_, decoder) => {
    const reason = decoding.readVarString(decoder)
    if (decoding.readVarUint(decoder) !== address.epoch) return
    if (reason === 'read-only') isReadOnly = true
    listener.refused(reason)
  }

  let failures = 0
  provider.on('sync', (synced: boolean) => {
    if (synced) failures = 0
  })
  provider.on('connection-close', (event: CloseEvent | null) => {
    // The provider waits for the lesser of its own backoff and this one; the first is put out of the way.
    provider.wsUnsuccessfulReconnects = 20
    const { code = 0, reason = '' } = event ?? {}
    provider.maxBackoffTime = retryDelay(failures++, { code, reason }, Math.random())
    if (isNotSaving(code, reason)) listener.notSaving()
  })
  provider.on('status', ({ status }: { status: string }) => {
    if (status !== 'disconnected') return
    // Else the same clocks after a reconnect are ignored, and whoever is here stays unseen, oneself too (T16).
    for (const client of provider.awareness.meta.keys()) {
      if (client !== doc.clientID) provider.awareness.meta.delete(client)
    }
    provider.awareness.setLocalState(provider.awareness.getLocalState())
  })
  return provider
}

const LONGEST_RETRY_MS = 10_000
const AFTER_RESTART_MS = 2000 // all phones of the school come back at once, within 3 s (P16)
const WHEN_OVERLOADED_MS = 4000

/** How long to wait, ms; `random` in [0, 1) spreads the crowd. */
export function retryDelay(
  failures: number,
  { code, reason }: { code: number; reason: string },
  random: number,
): number {
  const floor = isNotSaving(code, reason)
    ? LONGEST_RETRY_MS
    : code === CLOSE.restarting
      ? AFTER_RESTART_MS
      : code === CLOSE.tryLater
        ? WHEN_OVERLOADED_MS
        : 0
  const longest = Math.min(LONGEST_RETRY_MS, Math.max(floor, 200 * 2 ** Math.min(failures, 10)))
  return longest * (0.5 + random / 2)
}

function isNotSaving(code: number, reason: string): boolean {
  return code === CLOSE.tryLater && reason === 'not saving'
}

function countingSocket(
  client: number,
  listener: SocketListener,
  isReadOnly: () => boolean,
): typeof WebSocket {
  return class extends WebSocket {
    #synced = false

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      listener.opened()
    }

    override send(frame: Uint8Array<ArrayBuffer>) {
      if (frame[0] === MESSAGE_SYNC && frame[1] === messageYjsSyncStep2) {
        this.#synced = true
        super.send(frame)
        listener.sentAll()
      } else if (frame[0] === MESSAGE_SYNC && frame[1] === messageYjsUpdate) {
        if (!this.#synced || isReadOnly()) return
        super.send(frame)
        listener.sentUpdate()
      } else if (frame[0] === MESSAGE_AWARENESS) {
        const own = ownPresence(frame, client)
        if (own) super.send(own)
      } else super.send(frame)
    }
  }
}

/** The frame with the entry of one client alone; null when it has none. */
export function ownPresence(frame: Uint8Array<ArrayBuffer>, client: number): Uint8Array<ArrayBuffer> | null {
  const outer = decoding.createDecoder(frame)
  decoding.readVarUint(outer)
  const entries = decoding.createDecoder(decoding.readVarUint8Array(outer))
  const count = decoding.readVarUint(entries)
  for (let i = 0; i < count; i++) {
    const id = decoding.readVarUint(entries)
    const clock = decoding.readVarUint(entries)
    const state = decoding.readVarString(entries)
    if (id !== client) continue
    if (count === 1) return frame
    const own = encoding.createEncoder()
    encoding.writeVarUint(own, 1)
    encoding.writeVarUint(own, id)
    encoding.writeVarUint(own, clock)
    encoding.writeVarString(own, state)
    const alone = encoding.createEncoder()
    encoding.writeVarUint(alone, MESSAGE_AWARENESS)
    encoding.writeVarUint8Array(alone, encoding.toUint8Array(own))
    return encoding.toUint8Array(alone)
  }
  return null
}
