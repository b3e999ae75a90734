/** One light client in one document: it joins, answers the server's question, sends prepared edits, and counts. */
import {
  authFrame,
  type Dialect,
  NOTHING_KNOWN,
  NOTHING_NEW,
  REFUSED,
  SAVED,
  STEP_1,
  STEP_2,
  SYNC_REPLY,
  SYNC_STATUS,
  syncFrame,
  UPDATE,
} from './dialects.ts'
import { LightSocket } from './light-socket.ts'
import { position, readVarUint, scanUpdate, skip, startAt } from './scan.ts'
import { FOUNDER } from './typist.ts'

/** What a client has of the document before it joins: what it asks with, and what it answers with. */
export interface LocalCopy {
  stateVector: Uint8Array
  /** SyncStep2: whatever the server lacks, and the whole delete set. */
  update: Uint8Array
}

export interface ClientOptions {
  port: number
  path: string
  headers: Record<string, string>
  dialect: Dialect
  document: string
  /** Client id of the document's first writer, and how many write. */
  firstClient: number
  writers: number
  /** Which of them this client is; null: it only reads. */
  writer: number | null
  copy: LocalCopy | null
  keepsState: boolean
  /** All of the first state is there. */
  onState(client: LightClient): void
  /** Edits `[from, to)` of a writer have come. */
  onEdits(writer: number, from: number, to: number): void
  onClose(client: LightClient, code: number): void
}

export class LightClient {
  readonly options: ClientOptions
  /** By writer: how many of their edits have come. */
  readonly known: Uint32Array
  isFounded = false
  /** What came up to the first state, and with it: its bytes, and in how many messages. */
  stateBytes = 0
  stateMessages = 0
  /** The updates of it, when somebody wants to read them. */
  readonly state: Uint8Array[] | null
  refusals = 0
  /** Edits sent, and how many of those the server has acknowledged. */
  sent = 0
  acked = 0
  /** By sync frame: how many edits had been sent with it. */
  readonly #covered: number[] = []
  #acks = 0
  #hasState = false
  readonly #socket: LightSocket

  constructor(options: ClientOptions) {
    this.options = options
    this.known = new Uint32Array(options.writers)
    this.state = options.keepsState ? [] : null
    const { port, path, headers } = options
    this.#socket = new LightSocket({
      port,
      path,
      headers,
      onOpen: () => this.#greet(),
      onMessage: (bytes, from, to) => this.#receive(bytes, from, to),
      onClose: (code) => options.onClose(this, code),
    })
  }

  /** A sync frame that carries this client's edits up to now. */
  send(frame: Uint8Array, edits: number) {
    this.sent += edits
    this.#covered.push(this.sent)
    this.#socket.send(frame)
  }

  end() {
    this.#socket.end()
  }

  #greet() {
    const { dialect, document, copy, onState } = this.options
    if (dialect === 'relay') {
      // Nobody there answers; whoever is connected is in.
      this.#hasState = true
      onState(this)
      return
    }
    if (dialect === 'hocuspocus') this.#socket.send(authFrame(document))
    this.#socket.send(syncFrame(dialect, document, STEP_1, copy?.stateVector ?? NOTHING_KNOWN))
  }

  #receive(bytes: Uint8Array, from: number, to: number) {
    const { dialect } = this.options
    startAt(bytes, from)
    if (dialect === 'hocuspocus') skip(readVarUint())
    const type = readVarUint()
    const isSync = type === 0 || (dialect === 'hocuspocus' && type === SYNC_REPLY)
    if (isSync) this.#sync(bytes, to)
    else if (dialect === 'hocuspocus') {
      if (type === SYNC_STATUS && readVarUint() === 1) this.#ack(this.#acks + 1)
    } else if (type === SAVED) this.#ack(readVarUint())
    else if (type === REFUSED) this.refusals++
  }

  #ack(frames: number) {
    this.#acks = frames
    this.acked = this.#covered[frames - 1] ?? this.acked
  }

  #sync(bytes: Uint8Array, to: number) {
    const type = readVarUint()
    const length = readVarUint()
    if (type === STEP_1) {
      const { dialect, document, copy } = this.options
      if (dialect !== 'relay') this.send(syncFrame(dialect, document, STEP_2, copy?.update ?? NOTHING_NEW), 0)
    } else if (this.#hasState) {
      if (type === UPDATE) scanUpdate(this.#saw)
    } else {
      const start = position()
      if (start + length !== to) throw new Error('a state that ends before it ends')
      // A large state may come in parts; whichever is of type 2 comes last.
      this.stateBytes += length
      this.stateMessages++
      this.state?.push(Uint8Array.from(bytes.subarray(start, to)))
      if (type !== STEP_2) return
      this.#hasState = true
      this.options.onState(this)
    }
  }

  readonly #saw = (client: number, end: number) => {
    const { firstClient, writers, writer, onEdits } = this.options
    const index = client - firstClient
    if (index >= 0 && index < writers) {
      // @y/websocket-server sends the writers their own edits back: no delivery.
      const from = this.known[index] as number
      if (index === writer || end <= from) return
      this.known[index] = end
      onEdits(index, from, end)
    } else if (client === FOUNDER) this.isFounded = true
  }
}
