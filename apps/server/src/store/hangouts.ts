/** Hangouts and their lists. What a viewer may not see is not found here (house rule 3). */
import { stateNow } from '@sidegate/core/hangouts/hangout-end'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Selectable } from 'kysely'
import { type CommandKey, type Outcome, outcomeOf } from './commands.ts'
import { keep } from './kept.ts'
import { familiesWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'
import type { Sqlite } from './sqlite.ts'

export interface Viewer {
  guardianId: string
  familyId: string
  /** false: a device that hasn't shown yet whose it is, a guest at most. */
  confirmed?: boolean
}

export type HangoutPart = 'host' | 'co-host' | 'guest'

export interface HangoutRow {
  id: string
  circleId: string
  wholeCircle: boolean
  part: HangoutPart
  card: PlanCard
}

export interface Audience {
  circleId: string
  wholeCircle: boolean
  hosts: Set<string>
  guests: Set<string>
}

export interface HangoutStore {
  find(viewer: Viewer, hangoutId: string): Promise<HangoutRow | null>
  /** Whoever asks: which circle it is of, to know as whom they ask. */
  circleOf(hangoutId: string): Promise<string | null>
  /** Those of a circle that the viewer hosts or whose list names one of the viewer's kids; by start. */
  ofCircle(viewer: Viewer, circleId: string): Promise<HangoutRow[]>
  hosts(
    hangoutIds: string[],
  ): Promise<{ hangoutId: string; familyId: string; name: string; part: 'host' | 'co-host' }[]>
  /** The homes of every kid on the list. */
  homes(hangoutId: string): Promise<{ kidId: string; familyId: string }[]>
  /** One that went out to the whole of this circle: its organizers know of it; null for every other. */
  wholeCircle(hangoutId: string, circleId: string): Promise<{ state: PlanCard['state'] } | null>
  /** For a command whose effect is committed, with its key, in the document: was it done before? */
  outcomeOf(command: CommandKey): Promise<Outcome>
  /** The guardians who may hear of this hangout; null when there is none. */
  audience(hangoutId: string): Promise<Audience | null>
}

export function createHangoutStore(sqlite: Sqlite, names: Names, now: () => number): HangoutStore {
  const { db } = sqlite
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

  const visibleById = keep(
    sqlite,
    ['guardianId', 'familyId', 'hangoutId'],
    ({ hangoutId, ...viewer }: Omit<Viewer, 'confirmed'> & { hangoutId: string }) =>
      visible(viewer).where('hangouts.id', '=', hangoutId),
  )

  const circleById = keep(sqlite, ['hangoutId'], ({ hangoutId }: { hangoutId: string }) =>
    db.selectFrom('hangouts').select('circle_id').where('id', '=', hangoutId),
  )

  return {
    async find({ guardianId, familyId, confirmed }, hangoutId) {
      const [row] = await visibleById({ guardianId, familyId, hangoutId })
      return row && isThere(row, confirmed) ? rowToHangout(row, now(), confirmed) : null
    },

    async circleOf(hangoutId) {
      const [row] = await circleById({ hangoutId })
      return row?.circle_id ?? null
    },

    async ofCircle(viewer, circleId) {
      const rows = await visible(viewer)
        .where('hangouts.circle_id', '=', circleId)
        .orderBy('hangouts.starts_at')
        .orderBy('hangouts.id')
        .execute()
      return rows
        .filter((row) => isThere(row, viewer.confirmed))
        .map((row) => rowToHangout(row, now(), viewer.confirmed))
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

    async wholeCircle(hangoutId, circleId) {
      const row = await db
        .selectFrom('hangouts')
        .select(['ends_at', 'zone', 'state'])
        .where('id', '=', hangoutId)
        .where('circle_id', '=', circleId)
        .where('whole_circle', '=', 1)
        .where('state', '!=', 'draft')
        .executeTakeFirst()
      return row
        ? { state: stateNow({ endsAt: row.ends_at, zone: row.zone, state: row.state }, now()) }
        : null
    },

    outcomeOf: (command) => outcomeOf(db, command),

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

type Seen = Selectable<Database['hangouts']> & { part: 'host' | 'co-host' | null }

/** Drafts are their hosts', and hosts have confirmed devices. */
const isThere = (row: { state: HangoutRow['card']['state'] }, confirmed = true) =>
  confirmed || row.state !== 'draft'

/** What has ended is over from that minute on, whether or not its plan says so yet. */
function rowToHangout(row: Seen, now: number, confirmed = true): HangoutRow {
  const { ends_at: endsAt, zone, state } = row
  return {
    id: row.id,
    circleId: row.circle_id,
    wholeCircle: row.whole_circle === 1,
    part: (confirmed && row.part) || 'guest',
    card: {
      title: row.title,
      startsAt: row.starts_at,
      endsAt,
      zone,
      area: row.area,
      costBand: row.cost_band,
      state: stateNow({ endsAt, zone, state }, now),
      drawing: row.drawing,
    },
  }
}
