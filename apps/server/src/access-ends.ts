/**
 * Ending access, once for all who need it: a guardian who leaves, and whom an organizer removes. From the commit on they
 * find nothing; their sockets (4403) and streams close right behind it, and others hear that somebody is not there any
 * more. A device that is somebody else in another circle goes on as that (R22, P8).
 */
import type { Part } from '@sidegate/core/parts'
import type { AppDeps } from './deps.ts'
import type { Ended, LastOffice } from './store/leaving.ts'

type Deps = Pick<AppDeps, 'store' | 'documents' | 'live' | 'news' | 'closeFor' | 'log' | 'now'>

/** Resolves once everything is closed, or to the office that nobody would hold then; what their families had taken on in plans is freed right after it. */
export async function endAccess(
  deps: Deps,
  { guardianIds, by }: { guardianIds: readonly string[]; by: { guardianId: string | null; part: Part } },
): Promise<Ended | LastOffice> {
  const { store, live, closeFor, log, now } = deps
  const ended = await store.leaving.end({ guardianIds, by, at: now() })
  if (typeof ended === 'string' || ended.guardianIds.length === 0) return ended
  closeFor(ended.guardianIds, 'ended')
  live.guardiansEnded(ended.guardianIds)
  for (const circleId of ended.circleIds) {
    live.rosterChanged(circleId)
    live.linesChanged(circleId)
  }
  for (const hangoutId of ended.hangoutIds) live.cardChanged(hangoutId)
  // They are out; that their places are still taken for a moment must not make it look otherwise.
  await finishLeaving(deps, ended.circleIds).catch((error: unknown) =>
    log.error({ err: error }, 'places of who left not freed yet'),
  )
  return ended
}

/**
 * Frees in the documents of hangouts ahead what who left had taken on, and calls off what nobody holds any more. It
 * asks the rows, so it can be done again: after a crash, or when the disk took nothing. `circleIds` null: everywhere.
 */
export async function finishLeaving(
  { store, documents, news, now }: Pick<Deps, 'store' | 'documents' | 'news' | 'now'>,
  circleIds: readonly string[] | null,
): Promise<void> {
  for (const { hangoutId, ...gone } of await store.leaving.unfinished(circleIds, now())) {
    if (await documents.letGo(hangoutId, gone)) await news.tell(hangoutId)
  }
}

/** What somebody may has changed while they are here: whatever they have open comes back by itself, and is judged anew. */
export async function refreshAccess(
  { store, live, closeFor }: Pick<Deps, 'store' | 'live' | 'closeFor'>,
  guardianId: string,
): Promise<void> {
  closeFor([guardianId], 'changed')
  for (const sessionId of await store.roles.sessionsOf(guardianId)) live.sessionReplaced(sessionId)
}
