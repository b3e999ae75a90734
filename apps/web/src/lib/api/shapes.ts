import type { BoardState } from '@sidegate/core/documents/board'
import type { PlanState } from '@sidegate/core/documents/plan'
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'

export type Named = { id: string; name: string }
/** One of the reader's own kids, and what was answered for it. */
export type OwnAnswer = { kidId: string; name: string; answer: Answer | null }

export type House = { name: string; installation: string; language: string }

export type Session = {
  guardian: { id: string; name: string; familyId: string }
  circles: { id: string; name: string; role: 'guardian' | 'organizer' }[]
  operator: boolean
  house: { name: string }
  installation: string
}

export type Card = PlanCard & {
  id: string
  host: string
  wholeCircle: boolean
  mine: OwnAnswer[]
}

/** What a circle's page shows to one guardian. `ideas` and `order`: most liked first, without numbers (house rule 6). */
export type CircleFacts = {
  id: string
  name: string
  house: string
  zone: string
  role: 'guardian' | 'organizer'
  me: { guardianId: string; familyId: string }
  board: string
  hangouts: Card[]
  ideas: BoardState['ideas']
  order: string[]
  liked: string[]
  ownRecords: string[]
}

/** A circle's facts as its page has them: with the installation, whose id names what this phone keeps. */
export type LoadedCircle = CircleFacts & { installation: string }

/** What a hangout's page shows to one guardian. `answers`: hosts alone (house rule 4). */
export type HangoutFacts = {
  id: string
  circle: Named
  house: string
  installation: string
  me: { guardianId: string; familyId: string; name: string }
  part: 'host' | 'co-host' | 'guest'
  plan: string
  play: string
  zone: string
  now: number
  card: Card
  content: PlanState
  families: Named[]
  coming: Named[]
  comingMore: number
  mine: OwnAnswer[]
  answers: null | { maybe: Named[]; notThisTime: Named[]; unanswered: Named[]; pleaseAsk: Named[] }
  ownRecords: string[]
}
