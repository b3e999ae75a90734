/**
 * What a page needs of this phone before anything live has loaded: who is signed in here, and the last facts of a
 * hangout, for opening it without the network. Light on purpose (no Yjs): pages import it statically.
 */
import { readFacts, signedInNow, wipeAccount, writeFacts, writeSignedIn } from './local-index.ts'
import { tellTabs } from './tabs.ts'
import { askVisit, settleVisit } from './visit.ts'

/**
 * This guardian's session is good: what is kept here for the account may be shown again. Other tabs hear of it. What
 * was kept for whoever was here before goes, but for what they have not sent yet.
 */
export async function signedInHere(account: string, installation: string): Promise<void> {
  const before = await signedInNow()
  if (!before) await writeSignedIn({ accounts: [account], installation, locked: false })
  if (before && !before.locked && before.accounts.includes(account)) return
  // Somebody new here, or somebody who is back: who else this phone is, the server knows.
  const visit = await askVisit()
  if (!visit?.guardianIds.includes(account)) return
  await settleVisit(visit)
  tellTabs(visit.guardianIds)
}

/** Keeps the facts of a hangout's page (plain JSON) for a visit without the network; tells whether there was room. */
export function keepFacts(account: string, hangoutId: string, json: unknown): Promise<boolean> {
  return writeFacts(account, hangoutId, json)
}

/** The last kept facts, for whoever is signed in here now; null when locked, or none. */
export async function keptFacts(id: string): Promise<unknown> {
  return (await keptOfAll(id))[0] ?? null
}

/** The same of each circle that this phone is in: what one page shows of several is kept for each apart. */
export async function keptOfAll(id: string): Promise<unknown[]> {
  const now = await signedInNow()
  if (!now || now.locked) return []
  const all = await Promise.all(now.accounts.map((account) => readFacts(account, id)))
  return all.filter((facts) => facts !== null)
}

/** Whether the session expired here: all is kept, nothing is shown. */
export async function isLockedHere(): Promise<boolean> {
  return (await signedInNow())?.locked === true
}

/** Whether something of whoever is signed in here waits to be sent. */
export async function hasUnsentHere(): Promise<boolean> {
  const now = await signedInNow()
  if (!now) return false
  const { hasUnsent } = await import('./unsent.ts')
  for (const account of now.accounts) if (await hasUnsent(account)) return true
  return false
}

/** Deletes everything that is kept here for whoever is signed in; resolves when it is gone. */
export async function signOutLocally(): Promise<void> {
  const now = await signedInNow()
  for (const account of now?.accounts ?? []) await wipeAccount(account)
}
