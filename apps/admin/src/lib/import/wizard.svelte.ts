import { isRefused, type Meaning } from '@sidegate/core/import/meanings'
import type { ImportCounts } from '@sidegate/core/import/plan'
import type { Choice, Decisions } from '@sidegate/core/import/questions'
import {
  applyList,
  type DryRun,
  type PlanList,
  planList,
  type ReadList,
  readList,
} from '#lib/api/class-lists.ts'
import type { Answer, Done, Reason, ValueOf } from '#lib/api/commands.ts'
import type { Proof } from '#lib/proof/proof.svelte.ts'

/** Why a step did not work: a file's own fault, with its row, or the console's reason. */
export interface Trouble {
  fault?: string | undefined
  row?: string | undefined
  reason?: Reason | 'stopped'
}

/**
 * A class list on its way: read, looked at as often as one likes, brought in. It is on this page alone; whoever leaves
 * the page has left no list behind anywhere.
 */
export class Wizard {
  list = $state.raw<ReadList | null>(null)
  headerRow = $state.raw<number | null>(null)
  columns = $state.raw<readonly Meaning[]>([])
  decisions = $state.raw<Decisions>({})
  dry = $state.raw<DryRun | null>(null)
  imported = $state.raw<ImportCounts | null>(null)
  busy = $state.raw<'reading' | 'planning' | 'applying' | null>(null)
  progress = $state.raw<{ done: number; of: number } | null>(null)
  trouble = $state.raw<Trouble | null>(null)
  readonly hasKid = $derived(
    this.columns.some((meaning) => meaning === 'kid-first' || meaning.startsWith('kid-full')),
  )

  readonly #circleId: string
  readonly #proof: Proof
  #stop = new AbortController()
  #planning = new AbortController()

  constructor(circleId: string, proof: Proof) {
    this.#circleId = circleId
    this.#proof = proof
  }

  async read(bytes: Blob) {
    const { signal } = this.#begin('reading')
    const done = await this.#through(signal, () => readList(this.#circleId, bytes, signal))
    if (!done) return
    if (!done.ok) {
      this.busy = null
      this.trouble = { fault: done.fields.file, row: done.fields.row, reason: done.reason }
      return
    }
    this.list = done.value
    this.headerRow = done.value.headerRow
    this.columns = done.value.columns.map(({ meaning }) => meaning)
    this.decisions = {}
    await this.plan()
  }

  /** The last word counts: what was asked before it is neither waited for nor shown any more. */
  async plan() {
    this.#planning.abort()
    this.#planning = new AbortController()
    const { signal } = this.#planning
    this.busy = 'planning'
    let done: Done<DryRun>
    try {
      done = await this.#proof.through(() => planList(this.#circleId, this.#asked(), signal))
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    if (signal.aborted) return
    this.busy = null
    if (done.ok) this.dry = done.value
    else this.trouble = { reason: done.reason }
  }

  async mean(column: number, meaning: Meaning) {
    this.trouble = null
    // One meaning, one column: the one that had it is not used any more.
    this.columns = this.columns.map((had, at) =>
      at === column ? meaning : had === meaning && meaning !== 'unused' && !isRefused(had) ? 'unused' : had,
    )
    await this.plan()
  }

  async setHeader(row: number | null) {
    this.headerRow = row
    this.decisions = {}
    await this.plan()
  }

  async decide(answers: Record<string, Choice>) {
    this.trouble = null
    this.decisions = { ...this.decisions, ...answers }
    await this.plan()
  }

  async apply() {
    if (!this.dry) return
    const { digest } = this.dry
    const { signal } = this.#begin('applying')
    const onprogress = (done: number, of: number) => {
      this.progress = { done, of }
    }
    const done = await this.#through(signal, () =>
      applyList(this.#circleId, { ...this.#asked(), digest }, { signal, onprogress }),
    )
    this.progress = null
    // It may have been done a moment before it was stopped: the next look says how it stands.
    if (!done || (!done.ok && done.reason === 'changed-since')) {
      await this.plan()
      this.trouble = { reason: done ? 'changed-since' : 'stopped' }
      return
    }
    this.busy = null
    if (done.ok) this.imported = done.value.imported
    else this.trouble = { reason: done.reason }
  }

  stop() {
    this.#stop.abort()
  }

  startOver() {
    this.stop()
    this.#planning.abort()
    this.list = null
    this.dry = null
    this.imported = null
    this.busy = null
    this.trouble = null
  }

  #asked(): PlanList {
    return {
      rows: this.list?.rows ?? [],
      headerRow: this.headerRow,
      columns: [...this.columns],
      decisions: this.decisions,
    }
  }

  #begin(what: 'reading' | 'applying') {
    this.busy = what
    this.trouble = null
    this.#stop = new AbortController()
    return this.#stop
  }

  /** Null: it was stopped. */
  async #through<Given extends Answer>(
    signal: AbortSignal,
    call: () => Promise<Given>,
  ): Promise<Done<ValueOf<Given>> | null> {
    try {
      const done = await this.#proof.through(call)
      return signal.aborted ? this.#stopped() : done
    } catch (error) {
      if (signal.aborted) return this.#stopped()
      throw error
    }
  }

  #stopped() {
    this.busy = null
    return null
  }
}
