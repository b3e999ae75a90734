/**
 * P4: a crowd of attackers at the real socket of a real process, one document after another, beside honest phones and
 * a witness. Tells what was sent, what became of it, and whatever went wrong.
 */
import { parseAddress } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { REFUSAL_REASONS } from '@sidegate/core/documents/protocol'
import * as Y from 'yjs'
import type { Circle, Guardian, ServerProcess } from '../server.ts'
import { randomFrom, until } from '../waiting.ts'
import { compose, createMaterial, mutated, spliced } from './grammar.ts'
import { type Random, readView, type View } from './view.ts'
import {
  askFrame,
  awarenessFrame,
  backlogFrame,
  type Door,
  isCounted,
  updateFrame,
  updateOf,
  type Visit,
  visit,
} from './wire.ts'
import { createWitness } from './witness.ts'
import { createWriter, type Writer } from './writer.ts'

export interface CampaignOptions {
  server: ServerProcess
  frames: number
  seed: number
  onStage?: (tally: Tally) => Promise<void> | void
}

export interface Tally {
  documents: number
  visits: number
  /** Frames of any kind that left, and those of them with an update in them. */
  frames: number
  updates: number
  /** Updates that the gate took (accepted, or known already) and that it refused; the rest was muted or behind a close. */
  saved: number
  refused: number
  refusedByReason: Record<string, number>
  closedByCode: Record<string, number>
  /** Updates of attackers that were accepted and reached the others. */
  relayed: number
  remainders: number
  honestEdits: number
  witnessBytes: number
  /** Sentences, each a broken promise. */
  faults: string[]
}

/** What each document read at the end, by address: the same must be on disk. */
export type ReadByPath = Map<string, string>

const CROWD = 32
const CLIENTS_EACH = 12
const FRAMES_BETWEEN_VIEWS = 120
const REMEMBERED_VISITS = 400

interface Attacker extends Guardian {
  clients: { id: number; clock: number; asOf: number }[]
  records: Set<string>
}

interface Stage {
  path: string
  attackers: Attacker[]
  reader: Writer
  honest: Writer[]
  random: Random
  tally: Tally
  material: ReturnType<typeof createMaterial>
  /** Updates that may have been taken, and those that certainly were not. */
  sent: Uint8Array[]
  refused: Uint8Array[]
  view: { current: View; version: number; age: number }
  frames: number
}

function newTally(): Tally {
  return {
    documents: 0,
    visits: 0,
    frames: 0,
    updates: 0,
    saved: 0,
    refused: 0,
    refusedByReason: Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 0])),
    closedByCode: {},
    relayed: 0,
    remainders: 0,
    honestEdits: 0,
    witnessBytes: 0,
    faults: [],
  }
}

/** What each quota is set to, for attackers and honest ones alike: the gate is to be met, not the door. */
export const FUZZ_QUOTAS = {
  QUOTA_SOCKETS_PER_GUARDIAN: '100000',
  QUOTA_REFUSALS_PER_MINUTE: '1000000000',
  QUOTA_DOCUMENT_BYTES: '100000000',
}

/** The visits of late, as hex, so that a fault can be played again. */
const lately: { path: string; frames: string[] }[] = []
export const lastVisits = (): readonly { path: string; frames: string[] }[] => lately

export async function runCampaign({ server, frames, seed, onStage }: CampaignOptions) {
  const [circle] = server.circles
  if (!circle) throw new Error('a circle was seeded')
  const tally = newTally()
  const readByPath: ReadByPath = new Map()
  const paths = [...circle.hangouts.flatMap(({ plan, play }) => [plan, play]), circle.board]
  for (const [i, path] of paths.entries()) {
    const share = Math.round((frames * (i + 1)) / paths.length) - tally.frames
    const read = await attackDocument({
      server,
      circle,
      path,
      frames: share,
      random: randomFrom(seed + i),
      tally,
    })
    readByPath.set(path, read)
    await onStage?.(tally)
    if (tally.faults.length > 0) break
  }
  return { tally, readByPath }
}

async function attackDocument({
  server,
  circle,
  path,
  frames,
  random,
  tally,
}: {
  server: ServerProcess
  circle: Circle
  path: string
  frames: number
  random: Random
  tally: Tally
}): Promise<string> {
  const address = parseAddress(path)
  if (!address) throw new Error(`${path} is an address`)
  const definition = definitionsByKind[address.kind]
  const at = Math.max(
    circle.hangouts.findIndex(({ plan, play }) => plan === path || play === path),
    0,
  )
  // The board's organizer and the hangout's host: whoever has the say there is honest.
  const people = circle.guardians.map(
    (_, i) => circle.guardians[(at + i) % circle.guardians.length] as Guardian,
  )
  const [host, guest, listener, newcomer, ...others] = people as [
    Guardian,
    Guardian,
    Guardian,
    Guardian,
    ...Guardian[],
  ]
  const attackers = others
    .filter(({ role }) => role !== 'organizer')
    .map((person) => ({ ...person, clients: [], records: new Set<string>() }))
  const door = ({ token }: Guardian): Door => ({ port: server.port, path, token })

  const honest = [
    createWriter(
      definition,
      door(host),
      address.kind === 'board' && host.role !== 'organizer' ? 'own record' : 'host',
    ),
    createWriter(definition, door(guest), 'own record'),
  ]
  const reader = createWriter(definition, door(listener), 'reader')
  const witness = createWitness(door(listener))
  const phones = [...honest, reader]
  await until(() => witness.isListening && phones.every((phone) => phone.isSaved), 'the honest ones')
  for (const phone of phones) phone.sent.length = 0
  for (const phone of honest) phone.edit()
  await until(() => phones.every((phone) => phone.isSaved), 'their first words')

  const stage: Stage = {
    path,
    attackers,
    reader,
    honest,
    random,
    tally,
    material: createMaterial(random),
    sent: [],
    refused: [],
    view: { current: readView(definition, reader.doc), version: 0, age: 0 },
    frames,
  }
  await Promise.all(Array.from({ length: CROWD }, () => attack(stage, server)))
  const fault = (what: string) => tally.faults.push(`${path}: ${what}`)
  if (server.child?.exitCode !== null) fault('the server is gone')
  try {
    for (const phone of honest) {
      await until(() => phone.isSaved, 'an honest phone saved')
      // Last words, so that all have the same to wait for.
      phone.edit()
      await until(() => phone.isSaved, 'an honest phone saved')
    }
    const fresh = createWriter(definition, door(newcomer), 'reader')
    await until(() => fresh.isSynced, 'a newcomer')
    const told = readingOf(fresh)
    for (const phone of phones) {
      await until(() => readingOf(phone) === told, 'all phones alike').catch(() =>
        fault('phones read differently'),
      )
      if (phone.refused.length > 0) fault(`honest edits refused: ${phone.refused}`)
      if (phone.closes.length > 0) fault(`an honest phone was closed: ${phone.closes}`)
      if (phone.standsAsWritten() === false) fault('words of an honest phone were changed')
      if (phone.doc.store.pendingStructs ?? phone.doc.store.pendingDs) fault('something is pending')
      tally.honestEdits += phone.edits
    }
    const known = new Set(circle.guardians.map(({ id }) => id))
    const account = witness.account(
      [...stage.sent, ...phones.flatMap(({ sent }) => sent)],
      stage.refused,
      known,
    )
    tally.relayed += account.relayed - phones.reduce((sum, { sent }) => sum + sent.length, 0)
    tally.remainders += account.remainders
    tally.witnessBytes += account.bytes
    for (const update of account.unaccounted) fault(`the others heard what was refused: ${update}`)
    for (const frame of account.strange) fault(`a witness heard ${frame}`)
    for (const stranger of account.strangers) fault(`presence of ${stranger}`)
    if (witness.isClosed) fault('the witness was closed')
    fresh.hangUp()
    tally.documents++
    return told
  } catch (error) {
    fault(String(error))
    return ''
  } finally {
    for (const phone of phones) phone.hangUp()
    witness.leave()
  }
}

/** Plain values and clocks: texts that read alike may still stand on different edits. */
function readingOf({ open, doc }: Pick<Writer, 'open' | 'doc'>): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
  return JSON.stringify([open.read(), clocks])
}

/** What a newcomer reads of each document that differs from what was read before, as sentences. */
export async function compareWithDisk(server: ServerProcess, readByPath: ReadByPath): Promise<string[]> {
  const [newcomer] = server.guardians
  const faults: string[] = []
  for (const [path, before] of readByPath) {
    const address = parseAddress(path)
    if (!address || !newcomer) throw new Error(`${path} is an address, and somebody was seeded`)
    const door = { port: server.port, path, token: newcomer.token }
    const phone = createWriter(definitionsByKind[address.kind], door, 'reader')
    await until(() => phone.isSynced, 'a newcomer')
    if (readingOf(phone) !== before) faults.push(`${path}: the disk reads differently`)
    phone.hangUp()
  }
  return faults
}

async function attack(stage: Stage, server: ServerProcess) {
  const { random, tally, view } = stage
  while (stage.frames > 0 && server.child?.exitCode === null) {
    if (view.age > FRAMES_BETWEEN_VIEWS) {
      stage.view.current = readView(view.current.definition, stage.reader.doc)
      view.version++
      view.age = 0
      for (const phone of stage.honest) phone.edit()
    }
    const attacker = random.pick(stage.attackers)
    const { frames, isLevel, client, used } = prepare(stage, attacker)
    stage.frames -= frames.length
    view.age += frames.length
    const told = await visit({ port: server.port, path: stage.path, token: attacker.token }, frames, {
      known: view.current.stateVector,
      expects: isLevel ? frames.filter(isCounted).length : 0,
    })
    lately.push({ path: stage.path, frames: frames.map((frame) => Buffer.from(frame).toString('hex')) })
    if (lately.length > REMEMBERED_VISITS) lately.shift()
    count(stage, frames, told)
    if (told.isHung) tally.faults.push(`${stage.path}: no answer to a visit`)
    if (told.refused === null && told.closed === null) client.clock += used
    else if (random.below(2) === 0) client.asOf = view.version + 2
    else continue
    attacker.clients.push(client)
  }
}

function count({ tally, sent, refused }: Stage, frames: Uint8Array[], told: Visit) {
  tally.visits++
  tally.frames += frames.length
  const counted = frames.filter(isCounted)
  tally.updates += counted.length
  tally.saved += Math.min(told.saved, counted.length)
  if (told.refused !== null) {
    tally.refused++
    tally.refusedByReason[told.refused] = (tally.refusedByReason[told.refused] ?? 0) + 1
  }
  if (told.closed !== null) tally.closedByCode[told.closed] = (tally.closedByCode[told.closed] ?? 0) + 1
  // The last one was refused, or muted by the refusal of one before; an earlier one may have been saved meanwhile.
  const isLastOut = told.refused !== null && told.saved < counted.length && counted.at(-1) === frames.at(-1)
  for (const [i, frame] of counted.entries()) {
    const update = updateOf(frame)
    if (update) (isLastOut && i === counted.length - 1 ? refused : sent).push(update)
  }
}

/** The frames of one visit: some that fit, then one that doesn't, for a refused socket is heard no more. */
function prepare(stage: Stage, attacker: Attacker) {
  const { random, view, material } = stage
  const known = view.current
  const ready = attacker.clients.findIndex(({ asOf }) => asOf <= view.version)
  const client =
    ready >= 0
      ? (attacker.clients.splice(ready, 1)[0] as Attacker['clients'][number])
      : { id: random.below(2 ** 32), clock: 0, asOf: 0 }
  if (attacker.clients.length > CLIENTS_EACH) attacker.clients.shift()
  // Where a refusal left it open, the document knows.
  client.clock = Math.max(client.clock, known.clockOf(client.id))
  let used = 0
  const author = () => ({
    familyId: attacker.family,
    client: client.id,
    clock: client.clock + used,
    records: attacker.records,
  })

  const frames: Uint8Array[] = []
  // Ahead of a SyncStep2 some frames get no answer of their own.
  const isLevel = random.below(2) === 0
  if (isLevel) frames.push(backlogFrame(Uint8Array.of(0, 0)))
  if (random.below(4) === 0) frames.push(presence(random, client.id))
  for (let fits = random.below(4); fits > 0; fits--) {
    const { update, length } = compose(random, known, author(), false)
    used += length
    const frame = random.below(5) === 0 ? backlogFrame(update) : updateFrame(update)
    frames.push(frame)
    material.keep(frame)
    // Said twice is said once.
    if (random.below(8) === 0) frames.push(frame)
  }
  frames.push(wickedFrame(stage, author()))
  return { frames, isLevel, client, used }
}

function wickedFrame({ random, view, material }: Stage, author: Parameters<typeof compose>[2]): Uint8Array {
  const choice = random.below(100)
  if (choice < 74) {
    const { update } = compose(random, view.current, author, true)
    const frame = random.below(4) === 0 ? backlogFrame(update) : updateFrame(update)
    material.keep(frame)
    return frame
  }
  // Whole frames around a body that isn't: the update's own bytes changed.
  if (choice < 84) return updateFrame(mutated(random, updateOf(material.any()) ?? Uint8Array.of(0, 0)))
  if (choice < 88) return updateFrame(spliced(random, material.any().subarray(3), material.any().subarray(3)))
  if (choice < 91) return mutated(random, material.any())
  if (choice < 93) return presence(random, random.pick(view.current.clients))
  if (choice < 95) return mutated(random, presence(random, author.client))
  if (choice < 97) return askFrame(mutated(random, view.current.stateVector))
  return random.pick([
    Uint8Array.of(),
    Uint8Array.of(9, 1, 2),
    Uint8Array.of(4, 1),
    Uint8Array.of(5, 1, 65, 1),
    Uint8Array.of(0, 9, 0),
    Uint8Array.of(3),
    Uint8Array.of(0, 0, 3, 255, 255, 255),
  ])
}

function presence(random: Random, client: number): Uint8Array {
  const state = random.pick([
    '{"at":"notes"}',
    '{"at":null}',
    'null',
    '{"at":"about","who":{"guardianId":"gua_forged","name":"Somebody else"}}',
    `{"at":"${'x'.repeat(random.pick([101, 2000]))}"}`,
    '7',
    '{',
    '{"__proto__":{"at":"x"}}',
  ])
  return awarenessFrame(client, random.pick([1, 2 ** 31, 2 ** 53 - 1]), state)
}
