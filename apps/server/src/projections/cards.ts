/** A hangout's card, as one viewer sees it. */
import { localTimeAt } from '@sidegate/core/dates'
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { HangoutRow, Viewer } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'

export interface Card extends PlanCard {
  id: string
  /** The family that holds it, "Luka's family". */
  host: string
  wholeCircle: boolean
  mine: { kidId: string; name: string; answer: Answer | null }[]
}

export async function cardsFor(store: Store, viewer: Viewer, rows: HangoutRow[]): Promise<Card[]> {
  const ids = rows.map((row) => row.id)
  const hosts = (await store.hangouts.hosts(ids)).filter((host) => host.part === 'host')
  const hostsById = new Map(hosts.map((host) => [host.hangoutId, host.name]))
  const mineById = Map.groupBy(await store.answers.mine(viewer, ids), (own) => own.hangoutId)
  return rows.map((row) => ({
    id: row.id,
    ...row.card,
    host: hostsById.get(row.id) ?? '',
    wholeCircle: row.wholeCircle,
    mine: (mineById.get(row.id) ?? []).map(({ kidId, name, answer }) => ({ kidId, name, answer })),
  }))
}

/** What is still ahead (or on) first, by start; then what is past, latest first. */
export function upcomingFirst(rows: HangoutRow[], now: number): HangoutRow[] {
  const ahead = rows.filter((row) => isAhead(row.card, now))
  const past = rows.filter((row) => !isAhead(row.card, now))
  return [...ahead, ...past.reverse()]
}

/** Floating times of one zone compare as text. */
export const isAhead = ({ endsAt, zone }: Pick<PlanCard, 'endsAt' | 'zone'>, now: number) =>
  endsAt >= localTimeAt(now, zone)
