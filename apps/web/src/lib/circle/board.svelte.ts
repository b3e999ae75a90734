import type { NewIdea } from '@sidegate/core/board/ideas'
import type { Idea } from '@sidegate/core/documents/board'
import { createContext } from 'svelte'
import { tell } from '#lib/api/ask.ts'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { CircleFacts, LoadedCircle } from '#lib/api/shapes.ts'
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
  #live = $state.raw<LiveBoard>()
  #coming: Promise<LiveBoard | undefined> | undefined
  #closed = false
  #liking = $state.raw<Record<string, boolean>>({})
  #notices = 0
  notice = $state.raw<Notice | null>(null)
  problem = $state.raw<string | null>(null)

  constructor(fresh: Fresh<LoadedCircle>, words: Words) {
    this.fresh = fresh
    this.#words = words
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
    this.#coming ??= import('./live-board.ts').then(({ openLiveBoard }) => {
      if (this.#closed) return
      this.#live = openLiveBoard(() => this.fresh.facts)
      return this.#live
    })
    return this.#coming
  }

  close(): void {
    this.#closed = true
    this.#live?.document.leave()
  }

  /** Shows at once; when it can't be sent the heart is as it was, with the reason. */
  async like(idea: Idea, liked: boolean): Promise<void> {
    this.#liking = { ...this.#liking, [idea.id]: liked }
    this.problem = null
    const path = `/api/circles/${this.fresh.facts.id}/ideas/${idea.id}/like`
    const outcome = await tell<Pick<CircleFacts, 'order' | 'liked'>>('PUT', path, { liked })
    if (this.#liking[idea.id] !== liked) return // tapped again meanwhile
    if (outcome.ok) this.fresh.patch(outcome.value)
    else this.problem = outcome.reason
    const { [idea.id]: _, ...others } = this.#liking
    this.#liking = others
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
    this.notice = { id: this.#notices, text: this.#words.circle.ideaRemoved(idea.title), undo }
  }
}

export const [useBoard, setBoard] = createContext<Board>()
