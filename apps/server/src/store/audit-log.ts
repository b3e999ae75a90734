/** The audit, read: latest first, page by page. Names are looked up for those who may read them, never kept in a line. */
import type { AuditAct } from '@sidegate/core/audit'
import type { Kysely } from 'kysely'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

/** Something that a line is about; `name` is null where the reader may not know it, or nobody does any more. */
export interface Subject {
  id: string
  name: string | null
}

export interface AuditLine {
  id: number
  at: number
  act: AuditAct
  /** Who did it; no guardian: the house itself, or its command line. */
  by: { part: string; guardian: Subject | null }
  circle: Subject | null
  family: Subject | null
  guardian: Subject | null
  kid: Subject | null
  hangout: Subject | null
  detail: Record<string, string | number | boolean | null>
}

export interface AuditPage {
  lines: AuditLine[]
  /** Where the next page begins; null: this was the last. */
  next: number | null
}

interface Paging {
  /** Lines before this one; null: from the latest. */
  before: number | null
  limit: number
}

export interface AuditLog {
  /** What was done in a circle, for one of its organizers. */
  ofCircle(page: Paging & { circleId: string; reader: string }): Promise<AuditPage>
  /** What was done to the house, and by those who operate it; people by their ids alone. */
  ofHouse(page: Paging): Promise<AuditPage>
}

/** When somebody's own device came or went says when they were here; that is theirs to know (house rule 6). */
const OWN_DEVICES: readonly AuditAct[] = [
  'device-confirmed',
  'device-ended',
  'passkey-added',
  'passkey-removed',
]
/** Of those, what somebody does with links of their own. */
const LINKS: readonly AuditAct[] = ['link-issued', 'link-revoked']
/** An organizer may be of a kid's other home, which learns nothing of these (house rule 12). */
const QUIET: readonly AuditAct[] = ['kid-linked', 'kid-link-ended']

type Row = Omit<Database['audit'], 'id' | 'detail'> & { id: number; detail: string }

export function createAuditLog(db: Kysely<Database>, names: Names): AuditLog {
  const lines = ({ before, limit }: Paging) =>
    db
      .selectFrom('audit')
      .selectAll('audit')
      .$if(before !== null, (query) => query.where('audit.id', '<', before ?? 0))
      .orderBy('audit.id', 'desc')
      .limit(limit + 1)

  return {
    async ofCircle({ circleId, reader, ...paging }) {
      const rows = await lines(paging)
        .where('audit.circle_id', '=', circleId)
        .where('audit.act', 'not in', OWN_DEVICES)
        .where((eb) =>
          eb.or([
            eb('audit.act', 'not in', LINKS),
            eb('audit.by_guardian_id', 'is', null),
            eb('audit.by_guardian_id', '!=', eb.ref('audit.guardian_id')),
          ]),
        )
        .where((eb) =>
          eb.or([
            eb('audit.act', 'not in', QUIET),
            eb('audit.by_guardian_id', '=', reader),
            eb(
              'audit.kid_id',
              'not in',
              eb.selectFrom('kid_guardians').select('kid_id').where('guardian_id', '=', reader),
            ),
          ]),
        )
        // Of hangouts that aren't for the whole circle there is no trace (house rule 3).
        .where((eb) =>
          eb.or([
            eb('audit.hangout_id', 'is', null),
            eb(
              'audit.hangout_id',
              'in',
              eb
                .selectFrom('hangouts')
                .select('hangouts.id')
                .where('hangouts.whole_circle', '=', 1)
                .where('hangouts.state', '!=', 'draft'),
            ),
          ]),
        )
        .execute()
      return toPage(rows, paging.limit, await namesIn(rows, circleId))
    },

    async ofHouse(paging) {
      const rows = await lines(paging)
        .where((eb) =>
          eb.or([eb('audit.circle_id', 'is', null), eb('audit.by_part', 'in', ['operator', 'server'])]),
        )
        .execute()
      return toPage(rows, paging.limit, await namesForHouse(rows))
    },
  }

  async function namesIn(rows: readonly Row[], circleId: string): Promise<Map<string, string>> {
    const families = await familiesWithKey(db)
      .where('families.circle_id', '=', circleId)
      .where('families.id', 'in', idsOf(rows, ['family_id']))
      .execute()
    const kids = await kidsWithKey(db)
      .where('kids.circle_id', '=', circleId)
      .where('kids.id', 'in', idsOf(rows, ['kid_id']))
      .execute()
    const hangouts = await db
      .selectFrom('hangouts')
      .select(['id', 'title'])
      .where('id', 'in', idsOf(rows, ['hangout_id']))
      .execute()
    return new Map([
      ...(await guardianNames(rows, circleId)),
      ...families.map((row): [string, string] => [row.id, names.family(row)]),
      ...kids.map((row): [string, string] => [row.id, names.kid(row)]),
      ...hangouts.map((row): [string, string] => [row.id, row.title]),
    ])
  }

  /** Circles are called by their names; of people, those who operate and have no family here. */
  async function namesForHouse(rows: readonly Row[]): Promise<Map<string, string>> {
    const circles = await db
      .selectFrom('circles')
      .select(['id', 'name', 'house'])
      .where((eb) => eb.or([eb('id', 'in', idsOf(rows, ['circle_id'])), eb('house', '=', 1)]))
      .execute()
    const house = circles.find((circle) => circle.house === 1)
    return new Map([
      ...(house ? await guardianNames(rows, house.id) : []),
      ...circles.map((circle): [string, string] => [circle.id, circle.name]),
    ])
  }

  async function guardianNames(rows: readonly Row[], circleId: string): Promise<[string, string][]> {
    const guardians = await db
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
      .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'data_keys.wrapped'])
      .where('families.circle_id', '=', circleId)
      .where('guardians.id', 'in', idsOf(rows, ['guardian_id', 'by_guardian_id']))
      .execute()
    return guardians.map((row) => [row.id, names.guardian(row)])
  }
}

function idsOf(rows: readonly Row[], columns: (keyof Row)[]): string[] {
  const ids = rows.flatMap((row) => columns.map((column) => row[column]))
  return [...new Set(ids.filter((id) => typeof id === 'string'))]
}

function toPage(rows: Row[], limit: number, nameById: ReadonlyMap<string, string>): AuditPage {
  const shown = rows.slice(0, limit)
  const subject = (id: string | null): Subject | null =>
    id === null ? null : { id, name: nameById.get(id) ?? null }
  return {
    lines: shown.map((row) => ({
      id: row.id,
      at: row.at,
      act: row.act,
      by: { part: row.by_part, guardian: subject(row.by_guardian_id) },
      circle: subject(row.circle_id),
      family: subject(row.family_id),
      guardian: subject(row.guardian_id),
      kid: subject(row.kid_id),
      hangout: subject(row.hangout_id),
      detail: JSON.parse(row.detail),
    })),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}
