import { untrack } from 'svelte'
import { ask, type Outcome } from '#lib/api/ask.ts'
import type { HistoryChange, HistoryPage, RestorePoint, RestorePreview } from '#lib/api/shapes.ts'
import { tell } from '#lib/api/tell.ts'

/** A plan's history as the sheet shows it: the latest page, earlier ones as asked for, and the hosts' restore points. */
export class History {
  readonly #base: string
  changes = $state.raw<HistoryChange[]>([])
  /** Hosts' alone. */
  points = $state.raw<RestorePoint[] | null>(null)
  more = $state.raw<string | null>(null)
  /** Before the first page is here, and while another one is on its way. */
  isLoading = $state(true)
  /** Why the last thing that was asked for did not come. */
  problem = $state('')
  isBusy = $state(false)
  /** The point that was made right before one's own last restore: the way back from it. None when nothing came back. */
  beforeRestore: RestorePoint | undefined
  #hasMore = false

  constructor(hangoutId: string) {
    this.#base = `/api/hangouts/${hangoutId}`
  }

  /** The latest page anew; earlier ones that were shown stay until they are asked for again. */
  async load(): Promise<void> {
    const page = await this.#ask<HistoryPage>('/history')
    if (!page) return
    const oldest = Number(page.changes.at(-1)?.id ?? 0)
    const earlier = untrack(() => this.changes).filter(({ id }) => Number(id) < oldest)
    this.changes = this.#hasMore ? [...page.changes, ...earlier] : page.changes
    if (!this.#hasMore) this.more = page.more
    this.points = page.points
  }

  async loadMore(): Promise<void> {
    const page = this.more && (await this.#ask<HistoryPage>(`/history?before=${this.more}`))
    if (!page) return
    this.#hasMore = true
    this.changes = [...this.changes, ...page.changes]
    this.more = page.more
  }

  /** Each resolves to why it did not come about; '' when it did. */
  undo = (change: HistoryChange): Promise<string> => this.#tell(`/history/${change.id}/undo`)
  keepPoint = (): Promise<string> => this.#tell('/restore-points')
  async restore(pointId: string): Promise<string> {
    const restored = await this.#send<{ restored: number }>(`/restore-points/${pointId}/restore`)
    const isBack = restored.ok && restored.value.restored > 0
    this.beforeRestore = isBack ? this.points?.find(({ reason }) => reason === 'before-restore') : undefined
    return restored.ok ? '' : restored.reason
  }

  preview(pointId: string): Promise<RestorePreview | null> {
    return this.#ask<RestorePreview>(`/restore-points/${pointId}`)
  }

  async #ask<T>(path: string): Promise<T | null> {
    this.isLoading = true
    const outcome = await ask<T>(fetch, this.#base + path)
    this.isLoading = false
    this.problem = outcome.ok ? '' : outcome.reason
    return outcome.ok ? outcome.value : null
  }

  async #tell(path: string): Promise<string> {
    const outcome = await this.#send(path)
    return outcome.ok ? '' : outcome.reason
  }

  async #send<T>(path: string): Promise<Outcome<T>> {
    this.isBusy = true
    const outcome = await tell<T>('POST', this.#base + path, {})
    if (outcome.ok) await this.load()
    this.isBusy = false
    return outcome
  }
}
