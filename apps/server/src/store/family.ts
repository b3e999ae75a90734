/** One's own family, as its guardians read and change it. What is about another home of the same kid never comes along. */
import type { MailChoice } from '@sidegate/core/people/family-commands'
import type { Named } from './circles.ts'
import { auditOfFamily, type FamilyDeed } from './family-audit.ts'
import { createFamilyPeople, type FamilyDeps, type FamilyPeople } from './family-people.ts'
import type { Viewer } from './hangouts.ts'
import { familiesWithKey, kidsWithKey } from './names.ts'

export interface OwnLine {
  text: string
  /** When it was said, or said again. */
  saidAt: number
}

export interface OwnFamily extends Named {
  countedOnly: boolean
  line: OwnLine | null
  /** Of this household alone, in the order in which they came. */
  guardians: (Named & { joined: boolean })[]
  kids: Named[]
}

export interface FamilyStore extends FamilyPeople {
  find(viewer: Viewer): Promise<OwnFamily>
  /** null takes it back. */
  say(familyId: string, text: string | null, at: number): Promise<void>
  /** Says the same again; false: there is nothing to say again. */
  sayAgain(familyId: string, at: number): Promise<boolean>
  /** The lines of a circle's families, faded ones too, by the family's name. */
  lines(circleId: string): Promise<(Named & OwnLine)[]>
  audit(viewer: Viewer): Promise<FamilyDeed[]>
  choose(guardianId: string, choices: { language: string; mails: MailChoice }): Promise<void>
  count(familyId: string, countedOnly: boolean): Promise<void>
}

const linePlace = (familyId: string) => ({ table: 'families', column: 'own_line', row: familyId })

export function createFamilyStore(deps: FamilyDeps): FamilyStore {
  const { db, vault, names, rows } = deps
  return {
    ...createFamilyPeople(deps),

    async find({ guardianId, familyId }) {
      const row = await familiesWithKey(db)
        .select(['families.counted_only', 'families.own_line', 'families.own_line_on'])
        .where('families.id', '=', familyId)
        .executeTakeFirstOrThrow()
      const guardians = await db
        .selectFrom('guardians')
        .select(['id', 'family_id', 'name', 'joined_at'])
        .where('family_id', '=', familyId)
        .where('left_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      const kids = await kidsWithKey(db)
        .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
        .where('kid_guardians.guardian_id', '=', guardianId)
        .where('kids.left_at', 'is', null)
        .orderBy('kids.created_at')
        .orderBy('kids.id')
        .execute()
      return {
        id: row.id,
        name: names.family(row),
        countedOnly: row.counted_only === 1,
        line: lineOf(row),
        guardians: guardians.map((guardian) => ({
          id: guardian.id,
          name: names.guardian({ ...guardian, wrapped: row.wrapped }),
          joined: guardian.joined_at !== null,
        })),
        kids: kids.map((kid) => ({ id: kid.id, name: names.kid(kid) })),
      }
    },

    async say(familyId, text, at) {
      await db.transaction().execute(async (trx) => {
        const wrapped = await rows.keyOf(trx, 'family', familyId, at)
        const line = text === null ? null : vault.seal(familyId, wrapped, linePlace(familyId), text)
        await trx
          .updateTable('families')
          .set({ own_line: line, own_line_on: line && at })
          .where('id', '=', familyId)
          .execute()
      })
    },

    async sayAgain(familyId, at) {
      const { numUpdatedRows } = await db
        .updateTable('families')
        .set({ own_line_on: at })
        .where('id', '=', familyId)
        .where('own_line', 'is not', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    audit: (viewer) => auditOfFamily(db, names, viewer),

    async lines(circleId) {
      const said = await familiesWithKey(db)
        .select(['families.own_line', 'families.own_line_on'])
        .where('families.circle_id', '=', circleId)
        .where('families.left_at', 'is', null)
        .where('families.own_line', 'is not', null)
        .execute()
      return said
        .flatMap((row) => {
          const line = lineOf(row)
          return line ? [{ id: row.id, name: names.family(row), ...line }] : []
        })
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    },

    async choose(guardianId, { language, mails }) {
      await db.updateTable('guardians').set({ language, mails }).where('id', '=', guardianId).execute()
    },

    async count(familyId, countedOnly) {
      await db
        .updateTable('families')
        .set({ counted_only: countedOnly ? 1 : 0 })
        .where('id', '=', familyId)
        .execute()
    },
  }

  function lineOf(row: {
    id: string
    wrapped: Uint8Array
    own_line: Uint8Array | null
    own_line_on: number | null
  }): OwnLine | null {
    if (row.own_line === null || row.own_line_on === null) return null
    const text = vault.open(row.id, row.wrapped, linePlace(row.id), row.own_line)
    return { text, saidAt: row.own_line_on }
  }
}
