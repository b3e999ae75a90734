/** For the command line: whoever has lost every way in gets a fresh personal link from who holds the data folder. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { issueLink } from './links.ts'
import type { Names } from './names.ts'
import type { Database } from './schema.ts'
import type { SetupStore } from './setup.ts'
import type { Sqlite } from './sqlite.ts'

export interface Invitee {
  id: string
  name: string
  /** null: operates, and has no family in any class. */
  circle: { id: string; name: string } | null
  operator: boolean
}

export interface InvitingStore {
  /** Everybody who has not left, by circle and in the order in which they came. */
  everybody(): Promise<Invitee[]>
  /** Resolves to the token of a new link; null: there is no such guardian any more. */
  invite(guardianId: string, at: number): Promise<string | null>
  inviteOperator(name: string, at: number): Promise<{ id: string; token: string }>
}

const COMMAND_LINE = { guardianId: null, part: 'server' } as const

export function createInvitingStore(
  { db }: Pick<Sqlite, 'db'>,
  names: Names,
  setup: Pick<SetupStore, 'addOperator'>,
): InvitingStore {
  async function issue(trx: Kysely<Database>, guardianId: string, at: number): Promise<string | null> {
    const who = await trx
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .select(['guardians.family_id', 'families.circle_id'])
      .where('guardians.id', '=', guardianId)
      .where('guardians.left_at', 'is', null)
      .executeTakeFirst()
    if (!who) return null
    const token = await issueLink(trx, { guardianId, how: 'copied', issuedBy: null, at })
    await writeAudit(trx, {
      at,
      act: 'link-issued',
      by: COMMAND_LINE,
      circleId: who.circle_id,
      familyId: who.family_id,
      guardianId,
      detail: { how: 'copied' },
    })
    return token
  }

  /** The first statement writes: a transaction that begins by reading may be told, later, that it came too late. */
  const alone = <T>(at: number, work: (trx: Kysely<Database>) => Promise<T>) =>
    db.transaction().execute(async (trx) => {
      await trx.updateTable('installation').set({ checked_at: at }).execute()
      return work(trx)
    })

  return {
    async everybody() {
      const rows = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .innerJoin('circles', 'circles.id', 'families.circle_id')
        .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
        .select(['guardians.id', 'guardians.name', 'guardians.family_id', 'guardians.operator'])
        .select([
          'data_keys.wrapped',
          'circles.id as circleId',
          'circles.name as circleName',
          'circles.house',
        ])
        .where('guardians.left_at', 'is', null)
        .orderBy('circles.created_at')
        .orderBy('guardians.created_at')
        .orderBy('guardians.id')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        name: names.guardian(row),
        circle: row.house === 1 ? null : { id: row.circleId, name: row.circleName },
        operator: row.operator === 1,
      }))
    },

    invite: (guardianId, at) => alone(at, (trx) => issue(trx, guardianId, at)),

    inviteOperator: (name, at) =>
      alone(at, async (trx) => {
        const id = await setup.addOperator(trx, name, COMMAND_LINE, at)
        const token = await issue(trx, id, at)
        if (token === null) throw new Error(`${id} was made and is not there`)
        return { id, token }
      }),
  }
}
