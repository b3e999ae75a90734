/** What organizers see of their circle and operators of the installation: whole-circle hangouts only. */
import type { Kysely } from 'kysely'
import { familiesWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

export interface WatchedCircle {
  id: string
  name: string
  zone: string
  familiesIn: number
  families: number
}

export interface WatchedHangout {
  id: string
  circleId: string
  title: string
  startsAt: string
  endsAt: string
  zone: string
  host: string
  state: Database['hangouts']['state']
}

export interface WatchStore {
  /** null: all of them. */
  circles(circleIds: readonly string[] | null): Promise<WatchedCircle[]>
  /** Sent ones for the whole circle, by start. */
  hangouts(circleIds: readonly string[] | null): Promise<WatchedHangout[]>
  /** How many wait at the door, by circle. */
  waiting(circleIds: readonly string[]): Promise<Map<string, number>>
}

export function createWatchStore(db: Kysely<Database>, names: Names): WatchStore {
  /** A family is in once one of its guardians has opened a link. */
  async function familiesIn(circleIds: readonly string[] | null): Promise<Set<string>> {
    const rows = await db
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .select('families.id')
      .distinct()
      .where('guardians.joined_at', 'is not', null)
      .where('guardians.left_at', 'is', null)
      .$if(circleIds !== null, (query) => query.where('families.circle_id', 'in', circleIds ?? []))
      .execute()
    return new Set(rows.map((row) => row.id))
  }

  return {
    async circles(circleIds) {
      const circles = await db
        .selectFrom('circles')
        .select(['id', 'name', 'zone'])
        .where('house', '=', 0)
        .$if(circleIds !== null, (query) => query.where('id', 'in', circleIds ?? []))
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      const families = await db
        .selectFrom('families')
        .select(['id', 'circle_id'])
        .where('left_at', 'is', null)
        .$if(circleIds !== null, (query) => query.where('circle_id', 'in', circleIds ?? []))
        .execute()
      const familiesByCircle = Map.groupBy(families, (row) => row.circle_id)
      const inside = await familiesIn(circleIds)
      return circles.map(({ id, name, zone }) => {
        const own = familiesByCircle.get(id) ?? []
        const joined = own.filter((family) => inside.has(family.id))
        return { id, name, zone, families: own.length, familiesIn: joined.length }
      })
    },

    async hangouts(circleIds) {
      const rows = await familiesWithKey(db)
        .innerJoin('hangout_hosts', 'hangout_hosts.family_id', 'families.id')
        .innerJoin('hangouts', 'hangouts.id', 'hangout_hosts.hangout_id')
        .select([
          'hangouts.id as hangout_id',
          'hangouts.circle_id',
          'hangouts.title',
          'hangouts.starts_at',
          'hangouts.ends_at',
          'hangouts.zone',
          'hangouts.state',
        ])
        .where('hangout_hosts.part', '=', 'host')
        .where('hangouts.whole_circle', '=', 1)
        .where('hangouts.state', '!=', 'draft')
        .$if(circleIds !== null, (query) => query.where('hangouts.circle_id', 'in', circleIds ?? []))
        .orderBy('hangouts.starts_at')
        .orderBy('hangouts.id')
        .execute()
      return rows.map((row) => ({
        id: row.hangout_id,
        circleId: row.circle_id,
        title: row.title,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        zone: row.zone,
        host: names.family(row),
        state: row.state,
      }))
    },

    async waiting(circleIds) {
      const rows = await db
        .selectFrom('waiting')
        .select((eb) => ['circle_id', eb.fn.countAll<number>().as('count')])
        .where('circle_id', 'in', circleIds)
        .where('state', '=', 'waiting')
        .groupBy('circle_id')
        .execute()
      return new Map(rows.map((row) => [row.circle_id, Number(row.count)]))
    },
  }
}
