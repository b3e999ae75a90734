import type { WeekFacts } from '#lib/api/shapes.ts'

const WEEK = 'week'

type KeptCircle = Omit<WeekFacts, 'circles'> & { circle: WeekFacts['circles'][number] }

/** Keeps the week on this phone, each circle's apart: what is wiped with one circle leaves the others. */
export async function keepWeek({ circles, ...rest }: WeekFacts): Promise<void> {
  const { keepFacts, signedInHere } = await import('#lib/live/kept.ts')
  for (const circle of circles) {
    const { guardianId } = circle.me
    await signedInHere(guardianId, rest.installation)
    await keepFacts(guardianId, WEEK, { ...rest, circle } satisfies KeptCircle)
  }
}

/** null: this phone keeps none. */
export async function keptWeek(): Promise<WeekFacts | null> {
  const { keptOfAll } = await import('#lib/live/kept.ts')
  const kept = (await keptOfAll(WEEK)) as KeptCircle[] // as keepWeek wrote them
  const [first] = kept
  if (!first) return null
  const { circle: _, ...rest } = first
  return { ...rest, circles: kept.map(({ circle }) => circle) }
}
