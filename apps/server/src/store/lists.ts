/** Who is asked to a hangout: the roster as its hosts see it, and kids coming onto the list or off it. */
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import type { ChangeList } from '@sidegate/core/hangouts/list-command'
import type { Kysely } from 'kysely'
import { type CommandKey, type Outcome, once } from './commands.ts'
import { inviteHomes } from './hangout-mails.ts'
import { kidsWithKey, type Names } from './names.ts'
import type { QueueMail } from './outbox.ts'
import type { Database } from './schema.ts'

/** A kid of the circle, as hosts see it when they choose whom to ask. */
export interface RosterKid {
  id: string
  name: string
  listed: boolean
}

export interface ListStore {
  /** Every kid of the hangout's circle by name, on the list or not. For hosts alone (house rule 3). */
  roster(hangoutId: string): Promise<RosterKid[]>
  isAnybodyOn(hangoutId: string): Promise<boolean>
  /**
   * 'unknown-kid': one is not of this circle; 'sent': none comes off a list that has gone out. Whether the whole circle is
   * asked follows from the list, and homes that come onto one that has gone out are told.
   */
  change(given: {
    hangoutId: string
    circleId: string
    change: ChangeList
    command: CommandKey
  }): Promise<Outcome | 'unknown-kid' | 'sent'>
}

interface ListDeps {
  names: Names
  queueMail: QueueMail
}

export function createListStore(db: Kysely<Database>, deps: ListDeps): ListStore {
  const { names } = deps
  return {
    async roster(hangoutId) {
      const rows = await kidsWithKey(db)
        .innerJoin('hangouts', 'hangouts.circle_id', 'kids.circle_id')
        .leftJoin('list_entries', (join) =>
          join
            .onRef('list_entries.kid_id', '=', 'kids.id')
            .onRef('list_entries.hangout_id', '=', 'hangouts.id'),
        )
        .select('list_entries.kid_id as listed')
        .where('hangouts.id', '=', hangoutId)
        .where('kids.left_at', 'is', null)
        .execute()
      return rows
        .map((row) => ({ id: row.id, name: names.kid(row), listed: row.listed !== null }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    },

    async isAnybodyOn(hangoutId) {
      return (await listedIds(db, hangoutId)).length > 0
    },

    change: ({ hangoutId, circleId, change: { add, remove }, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        const roster = new Set(await kidIdsOf(trx, circleId))
        if (!add.every((id) => roster.has(id))) return undo(trx, command, 'unknown-kid')
        const { state } = await trx
          .selectFrom('hangouts')
          .select('state')
          .where('id', '=', hangoutId)
          .executeTakeFirstOrThrow()
        if (remove.length > 0 && state !== 'draft') return undo(trx, command, 'sent')
        const listed = new Set(await listedIds(trx, hangoutId))
        const fresh = add.filter((id) => !listed.has(id))
        await putOnList(trx, hangoutId, fresh)
        for (const kidId of remove) {
          listed.delete(kidId)
          await trx
            .deleteFrom('list_entries')
            .where('hangout_id', '=', hangoutId)
            .where('kid_id', '=', kidId)
            .execute()
        }
        const now = new Set([...listed, ...fresh])
        const isWhole = [...roster].every((id) => now.has(id))
        await trx
          .updateTable('hangouts')
          .set({ whole_circle: isWhole ? 1 : 0 })
          .where('id', '=', hangoutId)
          .execute()
        if (state !== 'draft') await inviteHomes(trx, deps.queueMail, hangoutId, fresh, command.at)
        return outcome
      }),
  }
}

/** Every kid of a circle that is still in it. */
export async function kidIdsOf(trx: Kysely<Database>, circleId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('kids')
    .select('id')
    .where('circle_id', '=', circleId)
    .where('left_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

export async function putOnList(trx: Kysely<Database>, hangoutId: string, kidIds: readonly string[]) {
  for (const kidId of kidIds)
    await trx
      .insertInto('list_entries')
      .values({ hangout_id: hangoutId, kid_id: kidId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** House rule 2: who joins a circle is asked to everything ahead to which the whole circle is. */
export async function putOnWholeCircleLists(
  trx: Kysely<Database>,
  { circleId, kidId, at }: { circleId: string; kidId: string; at: number },
): Promise<void> {
  const hangouts = await trx
    .selectFrom('hangouts')
    .select(['id', 'ends_at', 'zone'])
    .where('circle_id', '=', circleId)
    .where('whole_circle', '=', 1)
    .execute()
  for (const { id, ends_at: endsAt, zone } of hangouts)
    if (!hasEnded({ endsAt, zone }, at)) await putOnList(trx, id, [kidId])
}

async function listedIds(trx: Kysely<Database>, hangoutId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('list_entries')
    .select('kid_id')
    .where('hangout_id', '=', hangoutId)
    .execute()
  return rows.map((row) => row.kid_id)
}

/** Refused after all: nothing was done, so the same key may be tried again. */
async function undo<R extends string>(trx: Kysely<Database>, { guardianId, key }: CommandKey, why: R) {
  if (key !== null)
    await trx.deleteFrom('commands').where('guardian_id', '=', guardianId).where('key', '=', key).execute()
  return why
}
