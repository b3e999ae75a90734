/** A person's phone: who is signed in, its network and its clock, what it keeps, and the tabs that are open on it. */
import './randomness.ts'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import * as Y from 'yjs'
import { unsentWords } from '../../../apps/web/src/lib/live/unsent-words.ts'
import type { Deed } from './deeds.ts'
import type { House, Person } from './house.ts'
import { LocalStore, type Row } from './local-store.ts'
import { Connection, type Weather } from './network.ts'
import type { Random } from './randomness.ts'
import type { Caller, Server } from './server.ts'
import { Tab, type TabOwner } from './tab.ts'
import type { Time } from './time.ts'

const HANDSHAKE = 20
const GIVES_UP_AFTER = 10_000

/** What a phone needs of the run that it is in. */
export interface Surroundings {
  time: Time
  house: House
  server: Server
  fail(what: string): void
  refused(phone: Phone, tab: Tab, reason: string): void
}

export class Phone implements Caller, TabOwner {
  readonly #around: Surroundings
  readonly time: Time
  readonly person: Person
  readonly random: Random
  readonly session: Caller['session']
  readonly weather: Weather = { isOff: false, isUpHeld: false, isDownHeld: false }
  tabs: Tab[] = []
  /** How wrong its clock is (ms). */
  clockError = 0
  readonly #stores = new Map<string, LocalStore>()
  readonly #epochs = new Map<DocumentKind, number>()
  readonly #connections = new Set<Connection>()

  constructor(around: Surroundings, person: Person, random: Random, sessionId: string) {
    this.#around = around
    this.time = around.time
    this.person = person
    this.random = random
    this.session = { id: sessionId, state: 'good' }
  }

  now(): number {
    return this.time.now() + this.clockError
  }

  fail(what: string) {
    this.#around.fail(what)
  }

  get isSignedIn(): boolean {
    return this.session.state === 'good'
  }

  get isQuiet(): boolean {
    return [...this.#connections].every((connection) => connection.isIdle)
  }

  tab(kind: DocumentKind): Tab | undefined {
    return this.tabs.find((tab) => tab.address.kind === kind && tab.isOpen)
  }

  /** A page is opened; what closed tabs left unsent in older epochs is told to its author, as the client does. */
  open(kind: DocumentKind): Tab {
    const { epoch } = this.#addressOf(kind)
    for (let older = 1; older < epoch; older++) {
      const store = this.#stores.get(nameOf({ kind, epoch: older }))
      if (!store || store.isWiped) continue
      const known = Y.encodeStateAsUpdate(new Y.Doc())
      const into = this.#storeOf(this.#addressOf(kind))
      this.#tellAuthor(kind, into, { known, rows: store.wipe(), unkept: [] })
    }
    return this.#show(kind)
  }

  #addressOf(kind: DocumentKind): DocumentAddress {
    return { kind, id: this.#around.house.ids[kind], epoch: this.#epochs.get(kind) ?? 1 }
  }

  #show(kind: DocumentKind): Tab {
    const address = this.#addressOf(kind)
    const tab = new Tab(this, address, this.#storeOf(address))
    this.tabs.push(tab)
    return tab
  }

  /** The page is closed, or its browser dies: what the local store has stays. */
  close(tab: Tab) {
    this.tabs = this.tabs.filter((other) => other !== tab)
    for (const { deeds } of tab.stop('closed').unkept) leave(deeds, 'gone')
  }

  call(address: DocumentAddress): Connection {
    const { time, server } = this.#around
    const connection = new Connection(time, this.random, this.weather, (gone) =>
      this.#connections.delete(gone),
    )
    this.#connections.add(connection)
    const since = time.now()
    const attempt = () => {
      if (connection.isGivenUp) return
      const isStuck = this.weather.isUpHeld || this.weather.isDownHeld
      if (isStuck && time.now() - since < GIVES_UP_AFTER) time.after(500, attempt)
      else if (isStuck || this.weather.isOff || !server.isUp) connection.fail()
      else void server.call(connection, this, address)
    }
    time.after(this.random.below(HANDSHAKE), attempt)
    return connection
  }

  cut() {
    for (const connection of [...this.#connections]) connection.cut()
  }

  switchOff() {
    this.weather.isOff = true
    for (const tab of this.tabs) tab.vanish()
  }

  heal() {
    this.weather.isOff = false
    this.weather.isUpHeld = false
    this.weather.isDownHeld = false
    for (const connection of [...this.#connections]) connection.release()
  }

  refused(tab: Tab, reason: string) {
    this.#around.refused(this, tab, reason)
    this.rebuild(tab, reason)
  }

  /** Throws the copy away and takes the server's; what was not saved stays as words. */
  rebuild(tab: Tab, reason: string) {
    const { kind } = tab.address
    const { known, unkept } = tab.stop('closed')
    const { store, generation } = tab
    const rows = store.renew(generation)
    this.#tellAuthor(kind, store, { known, rows, unkept })
    this.tabs = this.tabs.filter((other) => other !== tab)
    this.#show(kind)
    if (reason === 'other-tab' || store.generation === generation) return
    this.time.after(this.random.below(10), () => {
      for (const other of [...this.tabs])
        if (other.store === store && other.generation < store.generation && other.status !== 'closed')
          this.rebuild(other, 'other-tab')
    })
  }

  /** Another epoch is current: nothing is merged; unsaved words go over as words (R9). */
  outdated(tab: Tab, epoch: number) {
    const { kind } = tab.address
    const { known, unkept } = tab.stop('closed')
    const rows = tab.store.wipe()
    this.#epochs.set(kind, Math.max(epoch, this.#epochs.get(kind) ?? 1))
    const next = this.#storeOf({ ...tab.address, epoch })
    this.#tellAuthor(kind, next, { known, rows, unkept })
    this.tabs = this.tabs.filter((other) => other !== tab)
    this.#show(kind)
  }

  /** No part in it any more: this document's copy goes. */
  wipe(tab: Tab) {
    const { unkept } = tab.stop('ended')
    for (const { deeds } of [...unkept, ...tab.store.wipe()]) leave(deeds, 'gone')
  }

  #storeOf(address: DocumentAddress): LocalStore {
    const name = nameOf(address)
    let store = this.#stores.get(name)
    if (!store || store.isWiped) {
      store = new LocalStore(this.time, this.random)
      this.#stores.set(name, store)
    }
    return store
  }

  #tellAuthor(
    kind: DocumentKind,
    into: LocalStore,
    {
      known,
      rows,
      unkept,
    }: { known: Uint8Array; rows: Row[]; unkept: { update: Uint8Array; deeds: readonly Deed[] }[] },
  ) {
    const unsent = [...rows.filter((row) => row.unsent), ...unkept]
    if (unsent.length === 0) return
    const doc = new Y.Doc()
    for (const update of [known, ...rows.map((row) => row.update)]) Y.applyUpdate(doc, update)
    const definition = definitionsByKind[kind]
    const words = unsentWords(
      definition,
      doc,
      unsent.map(({ update }) => update),
      'told',
    ).map(({ text }) => text)
    into.notSaved.push(...words)
    for (const deed of unsent.flatMap(({ deeds }) => deeds)) {
      const { word, what, name } = deed
      if (deed.fate !== 'waiting') continue
      deed.fate = 'told'
      if (word === null || what !== 'wrote' || words.some((text) => text.includes(word))) continue
      const [root = ''] = name.split(' ')
      // Somebody may have taken it away meanwhile.
      if (doc.getText(root).toString().includes(word))
        this.fail(`${this.person.name} was refused and is not told of ${name}`)
    }
  }
}

const nameOf = ({ kind, epoch }: Pick<DocumentAddress, 'kind' | 'epoch'>) => `${kind}/${epoch}`

function leave(deeds: readonly Deed[], fate: 'gone') {
  for (const deed of deeds) if (deed.fate === 'waiting') deed.fate = fate
}
