/**
 * Who this phone is here, in the server's words: one guardian for each circle that it is in, and those that it was and
 * may not be any more (left, removed, signed out from afar). What is kept for the latter goes at this contact (P8).
 */
import { ask } from '#lib/api/ask.ts'
import type { Visit } from '#lib/api/shapes.ts'
import { signedInNow, wipeAccount, writeSignedIn } from './local-index.ts'

/** null: the server was not reached, so nobody has said anything. */
export async function askVisit(): Promise<Visit | null> {
  if (!navigator.onLine) return null
  const visit = await ask<Visit>(fetch, '/api/visit')
  return visit.ok ? visit.value : null
}

/**
 * Brings what this phone keeps level with who it is. What others wrote here and could not send yet stays, locked to
 * them; what belongs to an ended account goes, sent or not, for nobody would take it.
 */
export async function settleVisit({ installation, guardianIds, ended }: Visit): Promise<void> {
  const now = await signedInNow()
  if (!now || now.installation !== installation) return
  for (const account of ended) await wipeAccount(account)
  if (guardianIds.length === 0) return
  const gone = now.accounts.filter((account) => !guardianIds.includes(account) && !ended.includes(account))
  const { hasUnsent } = await import('./unsent.ts')
  for (const account of gone) if (!(await hasUnsent(account))) await wipeAccount(account)
  await writeSignedIn({ accounts: guardianIds, installation, locked: false })
}
