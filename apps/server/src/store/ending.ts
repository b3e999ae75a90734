/** Ending devices: from the commit on they are nobody's. What they have open is closed by the route, right behind it. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** What became of a device: it is nobody's any more, or somebody else is still in there. */
export interface EndedDevice {
  id: string
  rest: 'nobody' | 'others'
  /** Who isn't in there any more. */
  guardianIds: string[]
}

/** A device may be shared: who else is in there stays in. */
export async function endFor(
  trx: Kysely<Database>,
  id: string,
  guardianIds: readonly string[],
  at: number,
): Promise<EndedDevice | null> {
  const there = await trx
    .selectFrom('session_guardians')
    .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
    .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
    .select('guardian_id')
    .where('sessions.id', '=', id)
    .where('sessions.ended_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .execute()
  const theirs = there.map((row) => row.guardian_id).filter((one) => guardianIds.includes(one))
  if (theirs.length === 0) return null
  const rest = theirs.length === there.length ? 'nobody' : 'others'
  // An ended session keeps its guardians: its device is told to wipe what it has of theirs (visitors.ts).
  if (rest === 'nobody')
    await trx.updateTable('sessions').set({ ended_at: at }).where('id', '=', id).execute()
  else
    await trx
      .deleteFrom('session_guardians')
      .where('session_id', '=', id)
      .where('guardian_id', 'in', theirs)
      .execute()
  return { id, rest, guardianIds: theirs }
}
