/** What somebody may has changed while they are here: whatever they have open comes back by itself, and is judged anew. */
import type { AppDeps } from './deps.ts'

export async function refreshAccess(
  { store, live, closeFor }: Pick<AppDeps, 'store' | 'live' | 'closeFor'>,
  guardianId: string,
): Promise<void> {
  closeFor([guardianId], 'changed')
  for (const sessionId of await store.roles.sessionsOf(guardianId)) live.sessionReplaced(sessionId)
}
