/** All parts of a run, and where a failure is noted. */
import './randomness.ts'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { openDocument } from '@sidegate/core/documents/open'
import { createDeeds, type Deeds } from './deeds.ts'
import { createDisk, type Disk } from './disk.ts'
import { found } from './founding.ts'
import { createHouse, familiesOf, firstAddresses, type House } from './house.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { Connection } from './network.ts'
import { Phone, type Surroundings } from './phone.ts'
import { randomFrom } from './randomness.ts'
import { Server, type Watcher } from './server.ts'
import type { Tab } from './tab.ts'
import { createTime, type Time } from './time.ts'

const PATIENCE = 120_000 // ms
/** A run stands at a Sunday noon, whatever today is. */
const START = Date.UTC(2026, 10, 22, 17)

export class World implements Surroundings, Watcher {
  readonly seed: number
  readonly time: Time
  readonly house: House
  readonly ledger: Ledger
  readonly disk: Disk
  readonly server: Server
  readonly deeds: Deeds = createDeeds()
  readonly phones: Phone[]
  /** Without manners; knocks like the others. */
  readonly stranger: Phone
  /** People whose rights were changed: what they did before may be refused. */
  readonly moved = new Set<string>()
  readonly failures: string[] = []
  readonly #told = new Map<Connection, number>()

  constructor(
    seed: number,
    { time, house, ledger, disk }: Pick<World, 'time' | 'house' | 'ledger' | 'disk'>,
  ) {
    this.seed = seed
    this.time = time
    this.house = house
    this.ledger = ledger
    this.disk = disk
    this.server = new Server(time, { disk, ledger, house, watcher: this, random: randomFrom(seed, 4) })
    const phones = house.people.map(
      (person, i) => new Phone(this, person, randomFrom(seed, 10 + i), `session ${i}`),
    )
    const stranger = phones.pop()
    if (!stranger) throw new Error('nobody is here')
    this.stranger = stranger
    this.phones = phones
  }

  fail(what: string) {
    this.failures.push(what)
  }

  /** Every frame that the server calls saved must be on the disk. */
  saved(connection: Connection, address: DocumentAddress, count: number) {
    const { counted } = connection
    if (!counted) return
    if (count > counted.length) this.fail(`told ${count} saved of ${counted.length} frames`)
    for (let n = this.#told.get(connection) ?? 0; n < Math.min(count, counted.length); n++) {
      const lack = this.ledger.lacks(address, counted[n] as Uint8Array)
      if (lack) this.fail(`frame ${n + 1} is told saved, and the disk lacks ${lack}`)
    }
    this.#told.set(connection, count)
  }

  refused(phone: Phone, tab: Tab, reason: string) {
    if (reason === 'not-yours' && this.moved.has(phone.person.guardianId)) return
    this.fail(`an honest edit is refused: ${phone.person.name} in ${tab.address.kind}, ${reason}`)
  }

  /** The plain state of what is on disk. */
  stateOf(address: DocumentAddress): object {
    return openDocument(definitionsByKind[address.kind], this.ledger.docOf(address)).read()
  }

  /** Lets time pass until it is settled. */
  async soon<T>(promise: Promise<T>): Promise<T | undefined> {
    let outcome: { value: T } | { error: unknown } | null = null
    promise.then(
      (value) => {
        outcome = { value }
      },
      (error: unknown) => {
        outcome = { error }
      },
    )
    await this.time.passUntil(() => outcome !== null, PATIENCE)
    const settled = outcome as { value: T } | { error: unknown } | null // set in a callback, which the compiler does not follow
    if (settled && 'value' in settled) return settled.value
    this.fail(settled ? `failed: ${settled.error}` : 'something never ends')
    return undefined
  }

  async current(kind: DocumentKind): Promise<DocumentAddress> {
    const id = this.house.ids[kind]
    return { kind, id, epoch: (await this.disk.bare.currentEpoch(kind, id)) ?? 1 }
  }
}

export async function createWorld(seed: number, people: number): Promise<World> {
  const time = createTime(START)
  const house = createHouse(people + 1)
  const ledger = createLedger()
  const disk = await createDisk({ time, random: randomFrom(seed, 1), ledger, families: familiesOf(house) })
  for (const address of firstAddresses(house)) await found(disk.bare, ledger, address)
  return new World(seed, { time, house, ledger, disk })
}
