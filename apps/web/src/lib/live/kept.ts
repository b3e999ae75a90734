/**
 * What a page needs of this phone before anything live has loaded: who is signed in here, and the last facts of a
 * hangout, for opening it without the network. Light on purpose (no Yjs): pages import it statically.
 */
import { readFacts, signedInNow, wipeAccount, writeFacts, writeSignedIn } from './local-index.ts'
import { tellTabs } from './tabs.ts'

/**
 * This guardian's session is good: what is kept here for the account may be shown again. Other tabs hear of it. What
 * was kept for whoever was here before goes, but for what they have not sent yet.
 */
export async function signedInHere(account: string, installation: string): Promise<void> {
  const before = await signedInNow()
  if (before && before.account !== account) {
    const { hasUnsent } = await import('./unsent.ts')
    if (!(await hasUnsent(before.account))) await wipeAccount(before.account)
  }
  await writeSignedIn({ account, installation, locked: false })
  tellTabs(account)
}

/** Keeps the facts of a hangout's page (plain JSON) for a visit without the network; tells whether there was room. */
export function keepFacts(account: string, hangoutId: string, json: unknown): Promise<boolean> {
  return writeFacts(account, hangoutId, json)
}

/** The last kept facts, for the account that is signed in here now; null when locked, or none. */
export async function keptFacts(hangoutId: string): Promise<unknown> {
  const now = await signedInNow()
  return now && !now.locked ? readFacts(now.account, hangoutId) : null
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
  return hasUnsent(now.account)
}

/** Deletes everything that is kept here for whoever is signed in; resolves when it is gone. */
export async function signOutLocally(): Promise<void> {
  const now = await signedInNow()
  if (now) await wipeAccount(now.account)
}
