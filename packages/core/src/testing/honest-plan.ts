/**
 * An honest evening in a plan: several people with several tabs each, who type, add, claim, remove, put back and undo,
 * go offline, come back and reload, while a server judges each update, keeps it and passes it on, late and in order.
 * Nothing of it may be refused, and in the end all read the same. One seed is one evening.
 */
import * as Y from 'yjs'
import { judgeUpdate, type Verdict } from '../documents/gate.ts'
import type { GateContext } from '../documents/gate-context.ts'
import { type OpenDocument, openDocument } from '../documents/open.ts'
import { plan } from '../documents/plan.ts'
import {
  addMoment,
  addSlot,
  claimSlot,
  editMoment,
  editSlot,
  releaseSlot,
  removeMoment,
  removeSlot,
  restoreSlot,
} from '../hangouts/verbs.ts'
import type { Part } from '../parts.ts'
import type { Actor } from '../roles.ts'
import { makeDice } from './dice.ts'
import { familyId, guardianId, recordId, replica } from './replicas.ts'

const PARTS: readonly Part[] = ['host', 'co-host', 'guest', 'guest', 'guest']
/** Live frames as the server takes them, and what was edited offline, which comes as one. */
const LIVE = { updateBytes: 65_536, structs: 2000, newClients: 20, steps: 50_000 }
const BACKLOG = { updateBytes: 1024 * 1024, structs: 20_000, newClients: 200, steps: 250_000 }
// Enough to get in each other's way, few enough for thousands of steps.
const MOST_SLOTS = 40
const MOST_WORDS = 1500
const UNDOABLE = ['about', 'notes', 'needs', 'claims']

export interface Evening {
  steps: number
  judged: number
  accepted: number
}

interface Phone {
  actor: Actor
  /** What its local store keeps, of all its tabs. */
  store: Y.Doc
  tabs: Tab[]
  removed: Parameters<typeof restoreSlot>[1][]
}

interface Tab {
  phone: Phone
  doc: Y.Doc
  open: OpenDocument<typeof plan>
  undo: Y.UndoManager
  /** What the server has sent and this tab has not read yet; null: offline. */
  inbox: Message[] | null
  /** It has answered the server's SyncStep1: live updates go out from now on. */
  isLevel: boolean
}

type Message = { update: Uint8Array } | { stateVector: Uint8Array }
type Judge = (update: Uint8Array, context: GateContext) => Verdict

/** Throws at the first refusal, and when two don't read the same in the end. `judge` may look twice. */
export function spendEvening(
  seed: number,
  steps: number,
  judge: (server: Y.Doc) => Judge = (server) => (update, context) =>
    judgeUpdate(plan, server, update, context),
): Evening {
  const dice = makeDice(seed)
  const server = founded()
  const evening = { steps, judged: 0, accepted: 0 }
  const guardianByClient = new Map([[server.clientID, 'server']])
  const familyByRecord = new Map<string, string>()
  const judged = judge(server)
  let made = 0

  const phones = PARTS.map((part, n): Phone => {
    const actor: Actor = { part, guardianId: guardianId(n), familyId: familyId(n), kidIds: [] }
    return { actor, store: copyOf(server), tabs: [], removed: [] }
  })
  const tabs = () => phones.flatMap((phone) => phone.tabs)
  for (const phone of phones) for (let i = 0; i < 2; i++) openTab(phone)

  for (let step = 0; step < steps; step++) {
    const phone = pick(phones)
    const tab = phone.tabs[dice(phone.tabs.length)] ?? openTab(phone)
    const what = dice(100)
    if (what < 62) act(tab)
    else if (what < 86) read(tab)
    else if (what < 89) disconnect(tab)
    else if (what < 97) connect(tab)
    else if (what < 98) reload(tab)
    else if (phone.tabs.length < 3) openTab(phone)
    else closeTab(tab)
  }
  for (const tab of tabs()) {
    disconnect(tab)
    connect(tab)
    settle(tab)
  }
  for (const tab of tabs()) settle(tab)
  for (const doc of [...tabs().map((tab) => tab.doc), copyOf(server)]) {
    const [here, there] = [doc, server].map((each) => JSON.stringify(openDocument(plan, each).read()))
    if (here !== there) throw new Error(`seed ${seed}: two don't agree\n${here}\n${there}`)
    if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error(`seed ${seed}: something waits`)
  }
  return evening

  function pick<T>(from: readonly T[]): T {
    return from[dice(from.length)] as T
  }

  function openTab(phone: Phone): Tab {
    const doc = copyOf(phone.store)
    doc.clientID = 1000 + dice(2 ** 31)
    const open = openDocument(plan, doc)
    // Not records: Yjs may bring one back without its title, so putting back is a verb of ours.
    const roots = UNDOABLE.map((name) => doc.share.get(name) as Y.AbstractType<unknown>)
    const undo = new Y.UndoManager(roots as ConstructorParameters<typeof Y.UndoManager>[0], {
      captureTimeout: 0,
    })
    const tab: Tab = { phone, doc, open, undo, inbox: null, isLevel: false }
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      Y.applyUpdate(phone.store, update)
      if (local && tab.inbox && tab.isLevel) send(tab, update, LIVE)
    })
    phone.tabs.push(tab)
    return tab
  }

  function closeTab(tab: Tab) {
    tab.undo.destroy()
    tab.doc.destroy()
    tab.inbox = null
    tab.phone.tabs.splice(tab.phone.tabs.indexOf(tab), 1)
  }

  function reload(tab: Tab) {
    closeTab(tab)
    openTab(tab.phone)
  }

  function disconnect(tab: Tab) {
    tab.inbox = null
    tab.isLevel = false
  }

  function connect(tab: Tab) {
    if (tab.inbox) return
    tab.inbox = [
      { update: Y.encodeStateAsUpdate(server, Y.encodeStateVector(tab.doc)) },
      { stateVector: Y.encodeStateVector(server) },
    ]
  }

  function read(tab: Tab) {
    for (let i = 1 + dice(6); i > 0; i--) readOne(tab)
  }

  function settle(tab: Tab) {
    while (tab.inbox && tab.inbox.length > 0) readOne(tab)
  }

  function readOne(tab: Tab) {
    const message = tab.inbox?.shift()
    if (!message) return
    if ('update' in message) Y.applyUpdate(tab.doc, message.update, 'server')
    else {
      tab.isLevel = true
      send(tab, Y.encodeStateAsUpdate(tab.doc, message.stateVector), BACKLOG)
    }
  }

  function send(tab: Tab, update: Uint8Array, limits: GateContext['limits']) {
    const { actor } = tab.phone
    const verdict = judged(update, {
      actor,
      over: false,
      guardianOf: (client) => guardianByClient.get(client),
      familyOf: (record) => familyByRecord.get(record),
      limits,
    })
    evening.judged++
    if (verdict.outcome === 'refused') {
      throw new Error(`seed ${seed}: an honest ${actor.part} is refused: ${verdict.reason} ${verdict.path}`)
    }
    if (verdict.outcome === 'nothing') return
    evening.accepted++
    Y.applyUpdate(server, verdict.update)
    for (const client of verdict.newClients) guardianByClient.set(client, actor.guardianId)
    for (const record of verdict.newRecords) familyByRecord.set(record, actor.familyId)
    for (const other of tabs()) if (other !== tab) other.inbox?.push({ update: verdict.update })
  }

  function act(tab: Tab) {
    const { open, phone } = tab
    const { actor, removed } = phone
    const isHost = actor.part !== 'guest'
    const state = open.read()
    // The button asks the same: a guest edits what stands as their family's on the server.
    const own = state.slots.filter(({ id }) => isHost || familyByRecord.get(`slots/${id}`) === actor.familyId)
    const slot = own.length > 0 ? pick(own) : undefined
    const n = ++made
    const what = dice(30)
    if (what < 11) type(tab, 'notes')
    else if (what < 14 && isHost) type(tab, 'about')
    else if (what < 16 && state.slots.length < MOST_SLOTS)
      addSlot(open, recordId(1000 + n), { title: `slot ${n}`, quantity: 1 + dice(5) })
    else if (what < 19 && slot)
      editSlot(open, slot.id, pick([{ title: `t${n}` }, { quantity: n % 900 || 1 }, { note: `n${n}` }]))
    else if (what === 19 && slot) {
      const gone = removeSlot(open, slot.id)
      if (gone) removed.push(gone)
    } else if (what === 20) {
      const gone = removed.pop()
      if (gone && !state.slots.some(({ id }) => id === gone.id)) restoreSlot(open, gone)
    } else if (what < 23 && state.slots.length > 0)
      claimSlot(open, {
        slotId: pick(state.slots).id,
        familyId: actor.familyId,
        quantity: 1 + dice(9),
        note: '',
      })
    else if (what === 23) {
      const claim = state.claims.find(({ familyId }) => isHost || familyId === actor.familyId)
      if (claim) releaseSlot(open, claim)
      // A host may clear a family's claim, and nobody makes one for them, not even to undo that.
      if (claim && claim.familyId !== actor.familyId) tab.undo.clear()
    } else if (what === 24 && isHost && state.timeline.length < 20)
      addMoment(open, recordId(5000 + n), { at: '14:00', title: `m${n}` })
    else if (what === 25 && isHost && state.timeline.length > 0)
      editMoment(open, pick(state.timeline).id, { title: `m${n}`, at: '15:30' })
    else if (what === 26 && isHost && state.timeline.length > 3) removeMoment(open, pick(state.timeline).id)
    else if (what === 27 && isHost) open.change((edit) => edit.needs.set({ noGifts: n % 2 === 0 }))
    else if (what === 28) tab.undo.undo()
    else if (what === 29) tab.undo.redo()
  }

  function type({ open }: Tab, name: 'notes' | 'about') {
    const { length } = open.text(name)
    const at = dice(4) === 0 ? length : dice(length + 1)
    const gone = length > MOST_WORDS ? 200 : dice(3) === 0 ? dice(6) : 0
    const words = dice(5) === 0 ? '' : pick(['a', 'bc', ' word ', 'ñ', '🎈'])
    open.change((edit) => edit[name].splice(at, gone, words))
  }
}

function founded(): Y.Doc {
  const { doc, open } = replica(plan, 1)
  open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    edit.about.splice(0, 0, 'Tables, lanterns, balloons.')
    for (let i = 0; i < 5; i++) edit.slots.put(recordId(i), { title: `Brownies ${i}`, quantity: 3 })
  })
  return doc
}

function copyOf(from: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  openDocument(plan, copy)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(from))
  return copy
}
