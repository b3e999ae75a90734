/** Who runs a circle, and who is its safeguarding contact. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { areLastOrganizers } from './last-office.ts'
import { guardianIn, type InCircle } from './roster-changes.ts'
import type { Database } from './schema.ts'
import { endLinksOfOffice } from './unused-links.ts'

/** Roles that a circle gives; an operator's is the house's to give. */
export const CIRCLE_ROLES = ['organizer', 'safeguarding'] as const
export type CircleRole = (typeof CIRCLE_ROLES)[number]

export interface RoleChange extends InCircle {
  guardianId: string
  roles: Partial<Record<CircleRole, boolean>>
}

export interface RoleStore {
  /**
   * All or nothing. A circle is never left without an organizer. Who is its safeguarding contact, somebody else has said:
   * 'own-office'.
   */
  change(change: RoleChange): Promise<'changed' | 'same' | 'not-found' | 'last-organizer' | 'own-office'>
  isOperatorAmong(guardianIds: readonly string[]): Promise<boolean>
  /** Who of this circle is meant, and still here: one guardian, or all of a family; nobody of another circle. */
  guardiansIn(circleId: string, of: { guardianId: string } | { familyId: string }): Promise<string[]>
  /** The ids of the sessions that somebody is in by now: what they may has changed for each of them. */
  sessionsOf(guardianId: string): Promise<string[]>
}

export function createRoleStore(db: Kysely<Database>): RoleStore {
  return {
    change: ({ circleId, guardianId, roles, by, at }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        if (!guardian) return 'not-found'
        if (
          roles.organizer === false &&
          guardian.organizer &&
          (await areLastOrganizers(trx, circleId, [guardianId]))
        )
          return 'last-organizer'
        if (roles.safeguarding === true && !guardian.safeguarding && by.guardianId === guardianId)
          return 'own-office'
        const changed = CIRCLE_ROLES.filter(
          (role) => roles[role] !== undefined && roles[role] !== guardian[role],
        )
        for (const role of changed) {
          const given = roles[role] === true
          await trx
            .updateTable('guardians')
            .set({ [role]: given ? 1 : 0 })
            .where('id', '=', guardianId)
            .execute()
          const act = given ? 'role-given' : 'role-taken'
          const { familyId } = guardian
          await writeAudit(trx, { at, act, by, circleId, familyId, guardianId, detail: { role } })
          if (role === 'organizer' && !given) await endLinksOfOffice(trx, { guardianId, familyId, at })
        }
        return changed.length > 0 ? 'changed' : 'same'
      }),

    async isOperatorAmong(guardianIds) {
      const row = await db
        .selectFrom('guardians')
        .select('id')
        .where('id', 'in', guardianIds)
        .where('operator', '=', 1)
        .executeTakeFirst()
      return row !== undefined
    },

    async guardiansIn(circleId, of) {
      const rows = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .select('guardians.id')
        .where('families.circle_id', '=', circleId)
        .where('guardians.left_at', 'is', null)
        .$if('guardianId' in of, (query) =>
          query.where('guardians.id', '=', 'guardianId' in of ? of.guardianId : ''),
        )
        .$if('familyId' in of, (query) =>
          query.where('families.id', '=', 'familyId' in of ? of.familyId : ''),
        )
        .execute()
      return rows.map(({ id }) => id)
    },

    async sessionsOf(guardianId) {
      const rows = await db
        .selectFrom('session_guardians')
        .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
        .select('sessions.id')
        .where('session_guardians.guardian_id', '=', guardianId)
        .where('sessions.ended_at', 'is', null)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}
