import type { NewIdea } from '@sidegate/core/board/ideas'
import type { Idea } from '@sidegate/core/documents/board'
import { createContext } from 'svelte'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { CircleFacts, LoadedCircle } from '#lib/api/shapes.ts'
import type { KeptCommands, Waiting } from '#lib/live/kept-commands.ts'
import { whenOnline } from '#lib/page/when-online.ts'
import type { CircleWords } from '#lib/words/circle/en.ts'
import type { Words } from '#lib/words/en.ts'
import type { LiveBoard } from './live-board.ts'

type Notice = { id: number; text: string; undo?: { label: string; run: () => void } }

/**
 * A circle's idea board: ideas from what the server rendered until the live document covers that, most liked first.
 * Likes are records of the one who likes; others see an order, never a number or a name (house rule 6).
 */
export class Board {
  readonly fresh: Fresh<LoadedCircle>
  readonly #words: Words
  readonly #own: CircleWords
  #live = $state.raw<LiveBoard>()
  #coming: Promise<LiveBoard | undefined> | undefined
  #closed = false
  #liking = $state.raw<Record<string, boolean>>({})
  #commands: Promise<KeptCommands> | undefined
  /** Hearts that are not at the server yet. */
  waiting = $state.raw<Waiting | null>(null)
  #notices = 0
  notice = $state.raw<Notice | null>(null)
  /** Why the server refused a heart, and whose. */
  problem = $state.raw<{ ideaId: string; reason: string } | null>(null)

  constructor(fresh: Fresh<LoadedCircle>, words: Words, own: CircleWords) {
    this.fresh = fresh
    this.#words = words
    this.#own = own
  }

  readonly live = $derived.by(() => this.#live)
  readonly ideas: Idea[] = $derived.by(() => {
    const { order, ideas } = this.fresh.facts
    const rank = new Map(order.map((id, place) => [id, place]))
    const place = ({ id }: Idea) => rank.get(id) ?? order.length // new ones last, until they are liked
    return (this.#live?.document.current?.ideas ?? ideas).toSorted((a, b) => place(a) - place(b))
  })

  isLiked(ideaId: string): boolean {
    return this.#liking[ideaId] ?? this.fresh.facts.liked.includes(ideaId)
  }

  goLive(): Promise<LiveBoard | undefined> {
    this.#coming ??= whenOnline(() => import('./live-board.ts')).then(({ openLiveBoard }) => {
      if (this.#closed) return
      this.#live = openLiveBoard(() => this.fresh.facts)
      return this.#live
    })
    return this.#coming
  }

  /** From here on hearts are kept and sent, those of earlier visits too. */
  open(): void {
    const { id, me } = this.fresh.facts
    this.#commands = whenOnline(() => import('#lib/live/kept-commands.ts')).then(({ openKeptCommands }) =>
      openKeptCommands({
        account: me.guardianId,
        page: id,
        changed: (waiting) => {
          this.waiting = waiting
          // The values are what `like` gave.
          if (waiting) this.#liking = { ...this.#liking, ...(Object.fromEntries(waiting.chosen) as object) }
        },
        answered: (ideaId, outcome) => {
          // What the route answers.
          if (outcome.ok) this.fresh.patch(outcome.value as Pick<CircleFacts, 'order' | 'liked'>)
          const { [ideaId]: _, ...others } = this.#liking
          this.#liking = others
          if (!outcome.ok) this.problem = { ideaId, reason: outcome.reason }
        },
      }),
    )
  }

  close(): void {
    this.#closed = true
    void this.#commands?.then((commands) => commands.stop())
    this.#live?.document.leave()
  }

  /** Shows at once and is kept on this phone until the server has it; only its refusal undoes it. */
  async like(idea: Idea, liked: boolean): Promise<void> {
    this.#liking = { ...this.#liking, [idea.id]: liked }
    this.problem = null
    const path = `/api/circles/${this.fresh.facts.id}/ideas/${idea.id}/like`
    const commands = await this.#commands
    await commands?.send({ subject: idea.id, value: liked, method: 'PUT', path, body: { liked } })
  }

  async add(idea: NewIdea): Promise<void> {
    const live = await this.goLive()
    live?.addIdea(idea)
  }

  async remove(idea: Idea): Promise<void> {
    const live = await this.goLive()
    if (!live) return
    live.removeIdea(idea.id)
    this.#notices += 1
    const undo = { label: this.#words.undo, run: () => live.restoreIdea(idea) }
    this.notice = { id: this.#notices, text: this.#own.ideaRemoved(idea.title), undo }
  }
}

export const [useBoard, setBoard] = createContext<Board>()
