/** Hangouts, their lists, and the answers to them. What a viewer may not see is not found here (house rule 3). */
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Kysely } from 'kysely'
import type { Named } from './circles.ts'
import { type CommandKey, type Outcome, once, outcomeOf } from './commands.ts'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

export interface Viewer {
  guardianId: string
  familyId: string
}

export type HangoutPart = 'host' | 'co-host' | 'guest'

export interface HangoutRow {
  id: string
  circleId: string
  wholeCircle: boolean
  part: HangoutPart
  card: PlanCard
}

/** A kid on a hangout's list, with what its homes said. */
export interface ListedKid extends Named {
  answers: { familyId: string; answer: Answer; countedOnly: boolean }[]
}

/** One of the viewer's own kids on a hangout's list, with what this home said. */
export interface OwnAnswer {
  hangoutId: string
  kidId: string
  name: string
  answer: Answer | null
}

export interface Audience {
  circleId: string
  wholeCircle: boolean
  hosts: Set<string>
  guests: Set<string>
}

export interface HangoutStore {
  find(viewer: Viewer, hangoutId: string): Promise<HangoutRow | null>
  /** Those of a circle that the viewer hosts or whose list names one of the viewer's kids; by start. */
  ofCircle(viewer: Viewer, circleId: string): Promise<HangoutRow[]>
  hosts(
    hangoutIds: string[],
  ): Promise<{ hangoutId: string; familyId: string; name: string; part: 'host' | 'co-host' }[]>
  mine(viewer: Viewer, hangoutIds: string[]): Promise<OwnAnswer[]>
  /** Everyone on the list, by name. For the server's own eyes: what a viewer may know of it is decided in coming.ts. */
  listed(hangoutId: string): Promise<ListedKid[]>
  /** The homes of every kid on the list. */
  homes(hangoutId: string): Promise<{ kidId: string; familyId: string }[]>
  /** All or nothing; every kid must be on the list. */
  answer(given: {
    hangoutId: string
    familyId: string
    answers: Record<string, Answer>
    command: CommandKey
  }): Promise<Outcome>
  /** For a command whose effect is committed elsewhere (in the document): was it done, and now it is. */
  outcomeOf(command: CommandKey): Promise<Outcome>
  recordDone(command: CommandKey): Promise<void>
  /** The guardians who may hear of this hangout; null when there is none. */
  audience(hangoutId: string): Promise<Audience | null>
}

export function createHangoutStore(db: Kysely<Database>, names: Names): HangoutStore {
  /** The one place that decides which hangouts exist for a viewer: one's own family hosts, or one's kid is asked. */
  const visible = ({ guardianId, familyId }: Viewer) =>
    db
      .selectFrom('hangouts')
      .leftJoin('hangout_hosts', (join) =>
        join
          .onRef('hangout_hosts.hangout_id', '=', 'hangouts.id')
          .on('hangout_hosts.family_id', '=', familyId),
      )
      .selectAll('hangouts')
      .select('hangout_hosts.part')
      .where((eb) =>
        eb.or([
          eb('hangout_hosts.part', 'is not', null),
          eb.and([
            eb('hangouts.state', '!=', 'draft'),
            eb.exists(
              eb
                .selectFrom('list_entries')
                .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'list_entries.kid_id')
                .select('list_entries.kid_id')
                .whereRef('list_entries.hangout_id', '=', 'hangouts.id')
                .where('kid_guardians.guardian_id', '=', guardianId),
            ),
          ]),
        ]),
      )

  return {
    async find(viewer, hangoutId) {
      const row = await visible(viewer).where('hangouts.id', '=', hangoutId).executeTakeFirst()
      return row ? rowToHangout(row) : null
    },

    async ofCircle(viewer, circleId) {
      const rows = await visible(viewer)
        .where('hangouts.circle_id', '=', circleId)
        .orderBy('hangouts.starts_at')
        .orderBy('hangouts.id')
        .execute()
      return rows.map(rowToHangout)
    },

    async hosts(hangoutIds) {
      if (hangoutIds.length === 0) return []
      const rows = await familiesWithKey(db)
        .innerJoin('hangout_hosts', 'hangout_hosts.family_id', 'families.id')
        .select(['hangout_hosts.hangout_id', 'hangout_hosts.part'])
        .where('hangout_hosts.hangout_id', 'in', hangoutIds)
        .orderBy('families.id')
        .execute()
      return rows.map((row) => ({
        hangoutId: row.hangout_id,
        familyId: row.id,
        name: names.family(row),
        part: row.part,
      }))
    },

    async mine({ guardianId, familyId }, hangoutIds) {
      if (hangoutIds.length === 0) return []
      const rows = await kidsWithKey(db)
        .innerJoin('list_entries', 'list_entries.kid_id', 'kids.id')
        .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
        .leftJoin('rsvps', (join) =>
          join
            .onRef('rsvps.hangout_id', '=', 'list_entries.hangout_id')
            .onRef('rsvps.kid_id', '=', 'list_entries.kid_id')
            .on('rsvps.family_id', '=', familyId),
        )
        .select(['list_entries.hangout_id', 'rsvps.answer'])
        .where('kid_guardians.guardian_id', '=', guardianId)
        .where('list_entries.hangout_id', 'in', hangoutIds)
        .orderBy('kids.created_at')
        .orderBy('kids.id')
        .execute()
      return rows.map((row) => ({
        hangoutId: row.hangout_id,
        kidId: row.id,
        name: names.kid(row),
        answer: row.answer,
      }))
    },

    async listed(hangoutId) {
      const kids = await kidsWithKey(db)
        .innerJoin('list_entries', 'list_entries.kid_id', 'kids.id')
        .where('list_entries.hangout_id', '=', hangoutId)
        .execute()
      const rsvps = await db
        .selectFrom('rsvps')
        .innerJoin('families', 'families.id', 'rsvps.family_id')
        .select(['rsvps.kid_id', 'rsvps.family_id', 'rsvps.answer', 'families.counted_only'])
        .where('rsvps.hangout_id', '=', hangoutId)
        .execute()
      const answersByKid = Map.groupBy(rsvps, (row) => row.kid_id)
      return kids
        .map((row) => ({
          id: row.id,
          name: names.kid(row),
          answers: (answersByKid.get(row.id) ?? []).map(({ family_id, answer, counted_only }) => ({
            familyId: family_id,
            answer,
            countedOnly: counted_only === 1,
          })),
        }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    },

    async homes(hangoutId) {
      const rows = await db
        .selectFrom('list_entries')
        .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'list_entries.kid_id')
        .innerJoin('guardians', 'guardians.id', 'kid_guardians.guardian_id')
        .select(['list_entries.kid_id', 'guardians.family_id'])
        .distinct()
        .where('list_entries.hangout_id', '=', hangoutId)
        .execute()
      return rows.map((row) => ({ kidId: row.kid_id, familyId: row.family_id }))
    },

    answer: ({ hangoutId, familyId, answers, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        for (const [kidId, answer] of Object.entries(answers)) {
          const given = { answer, guardian_id: command.guardianId, answered_at: command.at }
          await trx
            .insertInto('rsvps')
            .values({ hangout_id: hangoutId, kid_id: kidId, family_id: familyId, ...given })
            .onConflict((conflict) =>
              conflict.columns(['hangout_id', 'kid_id', 'family_id']).doUpdateSet(given),
            )
            .execute()
        }
        return outcome
      }),

    outcomeOf: (command) => outcomeOf(db, command),

    async recordDone(command) {
      await db.transaction().execute((trx) => once(trx, command))
    },

    async audience(hangoutId) {
      const hangout = await db
        .selectFrom('hangouts')
        .select(['circle_id', 'whole_circle', 'state'])
        .where('id', '=', hangoutId)
        .executeTakeFirst()
      if (!hangout) return null
      const hosts = await db
        .selectFrom('hangout_hosts')
        .innerJoin('guardians', 'guardians.family_id', 'hangout_hosts.family_id')
        .select('guardians.id')
        .where('hangout_hosts.hangout_id', '=', hangoutId)
        .execute()
      const guests =
        hangout.state === 'draft'
          ? []
          : await db
              .selectFrom('list_entries')
              .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'list_entries.kid_id')
              .select('kid_guardians.guardian_id as id')
              .where('list_entries.hangout_id', '=', hangoutId)
              .execute()
      return {
        circleId: hangout.circle_id,
        wholeCircle: hangout.whole_circle === 1,
        hosts: new Set(hosts.map((row) => row.id)),
        guests: new Set(guests.map((row) => row.id)),
      }
    },
  }
}

function rowToHangout(row: Database['hangouts'] & { part: 'host' | 'co-host' | null }): HangoutRow {
  return {
    id: row.id,
    circleId: row.circle_id,
    wholeCircle: row.whole_circle === 1,
    part: row.part ?? 'guest',
    card: {
      title: row.title,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      zone: row.zone,
      area: row.area,
      costBand: row.cost_band,
      state: row.state,
      drawing: row.drawing,
    },
  }
}
