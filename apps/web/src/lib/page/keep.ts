/** Keeps what a page shows, for a visit without the network; lib/live says for whom, and until when. */
export async function keep(account: string, facts: { id: string; installation: string }): Promise<void> {
  const { keepFacts, signedInHere } = await import('#lib/live/kept.ts')
  await signedInHere(account, facts.installation)
  await keepFacts(account, facts.id, facts)
}

/** Keeps a circle whose page was left before it could keep itself, or never seen: a plan leads back to it. */
export async function keepCircle(account: string, circleId: string): Promise<void> {
  const { keepFacts, keptFacts } = await import('#lib/live/kept.ts')
  if (await keptFacts(circleId)) return
  const { askCircle } = await import('#lib/api/circle.ts')
  const circle = await askCircle(fetch, circleId)
  if (circle.ok && circle.value.me.guardianId === account) await keepFacts(account, circleId, circle.value)
}
