/** A circle's page for one of its guardians: hangouts that are theirs to see, and the board in voted order. */
import { ideaOrder } from '@sidegate/core/board/idea-order'
import { formatAddress } from '@sidegate/core/documents/address'
import type { BoardState } from '@sidegate/core/documents/board'
import { can } from '@sidegate/core/roles'
import { inCircle } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { CircleRow } from '../store/circles.ts'
import type { Store } from '../store/store.ts'
import { cardsFor, upcomingFirst } from './cards.ts'
import { sayingFor } from './family.ts'
import { type ProjectionDeps, recordIds } from './hangout.ts'

/** null when it is not there for this viewer. */
export async function circleFor(
  { store, documents, now }: ProjectionDeps,
  session: Session,
  circleId: string,
) {
  const actor = inCircle(session)
  const circle = await store.circles.find(session.guardianId, circleId)
  const board = circle && (await documents.current('board', circleId))
  const content = board && (await documents.readBoard(board))
  if (!circle || !board || !content || !can(actor, 'read circle')) return null
  const rows = await store.hangouts.ofCircle(session, circleId)
  const { order, liked } = await orderFor(store, session, circle, content)
  const ideasById = new Map(content.ideas.map((idea) => [idea.id, idea]))
  return {
    id: circle.id,
    name: circle.name,
    house: (await store.installation()).name,
    zone: circle.zone,
    role: actor.part === 'organizer' ? ('organizer' as const) : ('guardian' as const),
    me: {
      guardianId: session.guardianId,
      familyId: session.familyId,
      confirmed: session.confirmed,
    },
    board: formatAddress(board),
    hangouts: await cardsFor(store, session, upcomingFirst(rows, now())),
    saying: await sayingFor({ store, now }, session),
    ideas: order.flatMap((id) => ideasById.get(id) ?? []),
    order,
    liked,
    ownRecords: recordIds(await store.documents.recordsOf('board', circleId, session.familyId)),
  }
}

/** The order of the board's ideas, and which of them this guardian likes; never a number (house rule 6). */
export async function orderFor(
  store: Store,
  session: Session,
  circle: CircleRow,
  board: BoardState,
): Promise<{ order: string[]; liked: string[] }> {
  const votes = await store.circles.votes(circle.id)
  const order = ideaOrder(
    board.ideas.map((idea) => idea.id),
    votes.map((vote) => vote.ideaId),
    circle.orderSeed,
  )
  const own = new Set(
    votes.filter((vote) => vote.guardianId === session.guardianId).map((vote) => vote.ideaId),
  )
  return { order, liked: order.filter((id) => own.has(id)) }
}
