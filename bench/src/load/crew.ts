/** All light clients of one load process, and what they do together: join, found, type, leave. */
import * as Y from 'yjs'
import { type ClientOptions, LightClient, type LocalCopy } from './client.ts'
import { type Dialect, syncFrame, UPDATE } from './dialects.ts'
import { createLatencies, type Latencies } from './latencies.ts'
import { createTypist, FIRST_WRITER, foundingUpdate, JUMPS } from './typist.ts'

/** One document and the clients that open it. */
export interface GroupSpec {
  document: string
  path: string
  /** By client: headers, and whether it types. Those who type come first. */
  clients: { headers: Record<string, string>; types: boolean }[]
}

export interface Joined {
  /** Per client, ms from the call until its first state is there. */
  took: number[]
  /** ms until the last one was in. */
  all: number
  /** Of the largest state that came: bytes, and messages. */
  stateBytes: number
  stateMessages: number
}

export interface Typed {
  edits: number
  deliveries: number
  /** Deliveries that should have come and did not. */
  missing: number
  seconds: number
  latency: Latencies
  /** Largest delay (ms) with which the load itself sent an edit. */
  lag: number
  refusals: number
}

interface Writer {
  client: LightClient
  group: Group
  index: number
  next: () => Uint8Array
  frames: Uint8Array[]
  sentAt: Float64Array
}

interface Group {
  spec: GroupSpec
  firstClient: number
  clients: LightClient[]
  writers: Writer[]
}

const PATIENCE = 10_000

export function createCrew(port: number, dialect: Dialect) {
  const groups: Group[] = []
  const latencies = createLatencies()
  let deliveries = 0
  let nextClient = FIRST_WRITER
  let unexpected: string | null = null

  function addGroup(spec: GroupSpec): Group {
    const writers = spec.clients.filter((client) => client.types).length
    const group: Group = { spec, firstClient: nextClient, clients: [], writers: [] }
    nextClient += writers
    groups.push(group)
    return group
  }

  function openClient(
    group: Group,
    number: number,
    { copy = null, keepsState = false }: { copy?: LocalCopy | null; keepsState?: boolean },
    onState: ClientOptions['onState'],
  ) {
    const { spec, firstClient } = group
    const { headers, types } = spec.clients[number] as GroupSpec['clients'][number]
    return new LightClient({
      port,
      path: spec.path,
      headers,
      dialect,
      document: spec.document,
      firstClient,
      writers: spec.clients.filter((client) => client.types).length,
      writer: types ? number : null,
      copy,
      keepsState,
      onState,
      onEdits(writer, from, to) {
        deliveries += to - from
        const now = performance.now()
        const { sentAt } = group.writers[writer] as Writer
        for (let clock = from; clock < to; clock++) latencies.add(now - (sentAt[clock] as number))
      },
      onClose(client, code) {
        if (!leaving.has(client)) unexpected = `${spec.document} closed with ${code}`
      },
    })
  }
  const leaving = new WeakSet<LightClient>()

  async function join(
    specs: GroupSpec[],
    { atOnce, copy = null, stay = true }: { atOnce: number; copy?: LocalCopy | null; stay?: boolean },
  ): Promise<Joined> {
    const waiting = specs.flatMap((spec) => {
      const group = addGroup(spec)
      return spec.clients.map((_, number) => ({ group, number }))
    })
    const took: number[] = []
    const startedAt = performance.now()
    let stateBytes = 0
    let stateMessages = 0
    const joinNext = async (): Promise<void> => {
      const one = waiting.shift()
      if (!one) return
      const at = performance.now()
      await new Promise<void>((done) => {
        const client = openClient(one.group, one.number, { copy }, (joined) => {
          took.push(performance.now() - at)
          stateBytes = Math.max(stateBytes, joined.stateBytes)
          stateMessages = Math.max(stateMessages, joined.stateMessages)
          if (!stay) leave(joined)
          done()
        })
        one.group.clients[one.number] = client
      })
      return joinNext()
    }
    const everyone = Promise.all(Array.from({ length: atOnce }, joinNext))
    await within(everyone, () => unexpected ?? `${waiting.length} clients never came to join`)
    if (!stay) groups.splice(groups.length - specs.length)
    return { took, all: performance.now() - startedAt, stateBytes, stateMessages }
  }

  /** Each document gets its paragraphs, in one update that everybody has before this resolves. */
  async function found(style: keyof typeof JUMPS = 'typing'): Promise<void> {
    for (const group of groups) {
      if (group.writers.length > 0) continue
      const typing = group.clients.filter((client) => client.options.writer !== null)
      const update = foundingUpdate(typing.length)
      const founding = { update, writers: typing.length, jumps: JUMPS[style] }
      group.writers = typing.map((client, index) => ({
        client,
        group,
        index,
        next: createTypist(index, founding, group.firstClient + index),
        frames: [],
        sentAt: new Float64Array(0),
      }))
      typing[0]?.send(syncFrame(dialect, group.spec.document, UPDATE, update), 0)
    }
    const lacking = () =>
      groups.filter(({ clients, writers }) =>
        clients.some((client) => client !== writers[0]?.client && !client.isFounded),
      )
    await until(
      () => lacking().length === 0,
      () => `${lacking().length} documents never came to be founded`,
    )
  }

  /** Makes edits ready, so that nothing but sending them is left to do later. */
  function prepare(editsPerWriter: number) {
    for (const group of groups)
      for (const writer of group.writers) {
        const { client, frames } = writer
        while (frames.length < client.sent + editsPerWriter)
          frames.push(syncFrame(dialect, group.spec.document, UPDATE, writer.next()))
        const stamps = new Float64Array(frames.length)
        stamps.set(writer.sentAt)
        writer.sentAt = stamps
      }
  }

  /**
   * Types `edits` in all, evenly in time, the writers in turn (one of each document, then the next of each).
   * `perSecond` null: as fast as the server keeps up, with at most 300 edits on their way.
   */
  async function type({ edits, perSecond }: { edits: number; perSecond: number | null }): Promise<Typed> {
    const most = Math.max(...groups.map(({ writers }) => writers.length))
    const turns = Array.from({ length: most }, (_, i) =>
      groups.flatMap(({ writers }) => writers[i] ?? []),
    ).flat()
    prepare(Math.ceil(edits / turns.length))
    latencies.clear()
    deliveries = 0
    let expected = 0
    let sent = 0
    let lag = 0
    const startedAt = performance.now()
    const readersOf = (writer: Writer) => writer.group.clients.length - 1
    const readers = readersOf(turns[0] as Writer)

    const sendDue = () => {
      const now = performance.now()
      const due =
        perSecond === null
          ? Math.min(sent + 300 - (expected - deliveries) / readers, edits)
          : Math.min(((now - startedAt) * perSecond) / 1000 + 1, edits)
      if (perSecond !== null && sent < edits) lag = Math.max(lag, now - startedAt - (sent * 1000) / perSecond)
      for (; sent < Math.floor(due); sent++) {
        const writer = turns[sent % turns.length] as Writer
        const number = writer.client.sent
        writer.sentAt[number] = performance.now()
        writer.client.send(writer.frames[number] as Uint8Array, 1)
        expected += readersOf(writer)
      }
      return sent >= edits
    }
    await new Promise<void>((done, fail) => {
      const tick = () => {
        if (unexpected) fail(new Error(unexpected))
        else if (sendDue()) done()
        else setTimeout(tick, 1)
      }
      tick()
    })
    // Whatever is still on its way; a server that keeps it for itself is told of by what is missing.
    let last = -1
    let heardAt = performance.now()
    await until(
      () => {
        if (deliveries !== last) {
          last = deliveries
          heardAt = performance.now()
        }
        return deliveries >= expected || performance.now() - heardAt > PATIENCE
      },
      () => 'the edits that are on their way',
      120_000,
    )
    return {
      edits,
      deliveries,
      missing: expected - deliveries,
      seconds: (performance.now() - startedAt) / 1000,
      latency: latencies.read(),
      lag,
      refusals: groups.flatMap(({ clients }) => clients).reduce((sum, client) => sum + client.refusals, 0),
    }
  }

  function leave(client: LightClient) {
    leaving.add(client)
    client.end()
  }

  return {
    join,
    found,
    prepare,
    type,
    /** By document and writer: edits sent, the most that any other client has seen, and those acknowledged. */
    tally() {
      return groups.map(({ spec, firstClient, clients, writers }) => ({
        document: spec.document,
        firstClient,
        writers: writers.map(({ client, index }) => ({
          sent: client.sent,
          seen: Math.max(
            ...clients.filter((other) => other !== client).map((other) => other.known[index] ?? 0),
          ),
          acked: client.acked,
        })),
      }))
    },
    /** Nothing that the server does from now on is a fault: it is about to be killed, or we go. */
    expectEnd() {
      for (const { clients } of groups) for (const client of clients) leaving.add(client)
    },
    /** What the server has of a document, as a real client sees it: how many of each writer's edits, by client id. */
    async read(
      spec: GroupSpec,
      clients: number[],
    ): Promise<{ edits: number[]; letters: number; copy: LocalCopy }> {
      const doc = new Y.Doc()
      const headers = spec.clients[0]?.headers ?? {}
      const alone = { ...spec, clients: [{ headers, types: false }] }
      const group: Group = { spec: alone, firstClient: FIRST_WRITER, clients: [], writers: [] }
      await within(
        new Promise<void>((done) => {
          openClient(group, 0, { keepsState: true }, (client) => {
            for (const update of client.state ?? []) Y.applyUpdate(doc, update)
            leave(client)
            done()
          })
        }),
        () => `the state of ${spec.document} never came`,
      )
      const stateVector = Y.encodeStateVector(doc)
      return {
        edits: clients.map((client) => Y.getState(doc.store, client)),
        letters: doc.getText('notes').length,
        copy: { stateVector, update: Y.encodeStateAsUpdate(doc, stateVector) },
      }
    },
    leaveAll() {
      for (const { clients } of groups) for (const client of clients) leave(client)
      groups.length = 0
    },
  }

  async function until(condition: () => boolean, what: () => string, patience = PATIENCE) {
    const deadline = performance.now() + patience
    while (!condition()) {
      if (unexpected) throw new Error(unexpected)
      if (performance.now() > deadline) throw new Error(`did not come: ${what()}`)
      await new Promise((next) => setTimeout(next, 1))
    }
  }
}

async function within(work: Promise<unknown>, what: () => string, patience = 60_000) {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(what())), patience)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

export type Crew = ReturnType<typeof createCrew>
