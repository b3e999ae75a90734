import type { AuditPage } from '@sidegate/server/client'
import { type Answer, ask } from '#lib/api/commands.ts'
import type { Trouble } from '#lib/api/resource.svelte.ts'

export type AuditLine = AuditPage['lines'][number]
type LoadPage = (before: string | undefined) => Promise<Answer<AuditPage | { error: string }>>

/** The lines on screen, latest first. Newer ones wait until somebody asks for them, so that nothing moves away. */
export class Audit {
  lines = $state.raw<readonly AuditLine[]>([])
  next = $state.raw<number | null>(null)
  hasNewer = $state(false)
  asked = $state(false)
  trouble = $state.raw<Trouble | null>(null)
  #load: LoadPage

  constructor(load: LoadPage) {
    this.#load = load
  }

  /** At each ring of the bell. */
  async refresh() {
    const page = await this.#ask(undefined)
    if (!page) return
    if (this.lines.length === 0) this.#show(page)
    else this.hasNewer = page.lines[0] !== undefined && page.lines[0].id !== this.lines[0]?.id
  }

  async showNewest() {
    const page = await this.#ask(undefined)
    if (page) this.#show(page)
  }

  async showEarlier() {
    if (this.next === null) return
    const page = await this.#ask(String(this.next))
    if (!page) return
    this.lines = [...this.lines, ...page.lines]
    this.next = page.next
  }

  #show({ lines, next }: AuditPage) {
    this.lines = lines
    this.next = next
    this.hasNewer = false
  }

  async #ask(before: string | undefined): Promise<AuditPage | null> {
    const done = await ask(() => this.#load(before))
    this.asked = true
    if (done.ok) this.trouble = null
    else this.trouble = done.reason === 'unreachable' ? 'unreachable' : 'nothing'
    return done.ok ? done.value : null
  }
}
