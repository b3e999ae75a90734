/** Keeps what a page shows, for a visit without the network; lib/live says for whom, and until when. */
export async function keep(account: string, facts: { id: string; installation: string }): Promise<void> {
  const { keepFacts, signedInHere } = await import('#lib/live/kept.ts')
  await signedInHere(account, facts.installation)
  await keepFacts(account, facts.id, facts)
}
