/** What somebody may has changed while they are here: whatever they have open comes back by itself, and is judged anew. */
import type { AppDeps } from './deps.ts'

export async function refreshAccess(
  { store, live, closeSockets }: Pick<AppDeps, 'store' | 'live' | 'closeSockets'>,
  guardianId: string,
): Promise<void> {
  for (const sessionId of await store.roles.sessionsOf(guardianId)) {
    closeSockets(sessionId, 'replaced')
    live.sessionReplaced(sessionId)
  }
}
