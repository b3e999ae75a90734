const DAY = 86_400_000 // ms

/** Whether a weekday alone says which day is meant: today or one of the six after it. Both are floating local times. */
export function isNear(time: string, nowLocal: string): boolean {
  const days = (dayOf(time) - dayOf(nowLocal)) / DAY
  return days >= 0 && days < 7
}

function dayOf(time: string): number {
  return Date.parse(`${time.slice(0, 10)}T00:00Z`)
}
