import type { WeekCard, WeekFacts } from '#lib/api/shapes.ts'

export interface WeekRow {
  card: WeekCard
  /** The reader's guardian in the circle of this hangout. */
  account: string
  circle: WeekFacts['circles'][number]['circle']
}

/** The hangouts of all circles by their start, those that waited for an answer apart. */
export function weekRows(
  { circles }: Pick<WeekFacts, 'circles'>,
  waited: ReadonlySet<string>,
): { waiting: WeekRow[]; ahead: WeekRow[] } {
  const rows = circles
    .flatMap(({ circle, me, hangouts }) =>
      hangouts.map((card): WeekRow => ({ card, account: me.guardianId, circle })),
    )
    .sort((a, b) => compare(a.card.startsAt, b.card.startsAt) || compare(a.card.id, b.card.id))
  const isWaiting = ({ card }: WeekRow) => card.waits || waited.has(card.id)
  return { waiting: rows.filter(isWaiting), ahead: rows.filter((row) => !isWaiting(row)) }
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)
