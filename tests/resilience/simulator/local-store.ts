/**
 * What a phone keeps of one document and epoch, shared by its tabs: the rules of the web client's local store (an edit
 * and its mark in one write, a generation that a refusal raises), without the browser.
 */
import type { Deed } from './deeds.ts'
import type { Random } from './randomness.ts'
import type { Time } from './time.ts'

export interface Row {
  key: number
  update: Uint8Array
  unsent: boolean
  deeds: readonly Deed[]
}

export type Kept = { key: number } | 'renewed' | 'gone'

export class LocalStore {
  readonly #time: Time
  readonly #random: Random
  #rows = new Map<number, Row>()
  #lastKey = 0
  #generation = 0
  #isWiped = false
  #writtenAt = 0
  /** Words that could not be saved, kept for their author. */
  notSaved: string[] = []

  constructor(time: Time, random: Random) {
    this.#time = time
    this.#random = random
  }

  get generation(): number {
    return this.#generation
  }

  get isWiped(): boolean {
    return this.#isWiped
  }

  rows(after = 0): Row[] {
    return [...this.#rows.values()].filter(({ key }) => key > after)
  }

  /** `done` hears when it is durable, or will never be; a tab that dies before takes it along. */
  keep(
    row: Omit<Row, 'key'>,
    by: { generation: number; isAlive: () => boolean },
    done: (kept: Kept) => void,
  ) {
    // One after the other, as transactions of a browser's database are.
    this.#writtenAt = Math.max(this.#writtenAt, this.#time.now() + this.#random.below(12))
    this.#time.after(this.#writtenAt - this.#time.now(), () => {
      if (!by.isAlive()) return
      if (this.#isWiped) return done('gone')
      if (by.generation !== this.#generation) return done('renewed')
      const key = ++this.#lastKey
      this.#rows.set(key, { ...row, key })
      done({ key })
    })
  }

  markSent(keys: readonly number[]) {
    for (const key of keys) {
      const row = this.#rows.get(key)
      if (row) this.#rows.set(key, { ...row, unsent: false })
    }
  }

  /** Makes one row of all that are sent, as the client does after 200 of them. */
  compact(merge: (updates: Uint8Array[]) => Uint8Array) {
    const sent = [...this.#rows.values()].filter(({ unsent }) => !unsent)
    if (sent.length < 2) return
    for (const { key } of sent) this.#rows.delete(key)
    const key = ++this.#lastKey
    this.#rows.set(key, { key, update: merge(sent.map(({ update }) => update)), unsent: false, deeds: [] })
  }

  /** Starts the copy anew; the rows that go, or none when another tab was first. */
  renew(known: number): Row[] {
    if (known !== this.#generation) return []
    const rows = [...this.#rows.values()]
    this.#rows = new Map()
    this.#generation++
    return rows
  }

  wipe(): Row[] {
    const rows = [...this.#rows.values()]
    this.#rows = new Map()
    this.#isWiped = true
    return rows
  }
}
