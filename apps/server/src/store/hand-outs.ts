/** Ways in on paper: a fresh personal link for each guardian, seen once, by whoever prints it. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CommandKey, once } from './commands.ts'
import { type Household, type HouseholdGuardian, householdsOf } from './households.ts'
import { issueLink } from './links.ts'
import type { Names } from './names.ts'
import type { Database } from './schema.ts'

/** `not-in`: every family of which nobody is in yet. */
export type HandOutChoice = 'not-in' | { familyIds: readonly string[] }

export interface HandOut extends Pick<Household, 'id' | 'name' | 'kids'> {
  guardians: { id: string; name: string; language: string | null; token: string }[]
}

export interface PrintHandOuts {
  circleId: string
  families: HandOutChoice
  /** An operator's way in is an operator's to renew. */
  by: { guardianId: string; operator: boolean }
  command: CommandKey
  at: number
}

/**
 * In one transaction: the links, the end of earlier ones that nobody used, and the audit: a line for the circle, and one
 * for each guardian, whose family reads it. Families that are not in the circle are left out as if they had not been
 * asked for. `done-before`: the slips are in the first answer, for tokens are kept nowhere.
 */
export function printHandOuts(
  db: Kysely<Database>,
  names: Names,
  { circleId, families, by, command, at }: PrintHandOuts,
): Promise<HandOut[] | 'done-before' | 'key-reused'> {
  return db.transaction().execute(async (trx) => {
    const outcome = await once(trx, command)
    if (outcome !== 'done') return outcome
    const deed = { at, by: { guardianId: by.guardianId, part: 'organizer' as const }, circleId }
    const all = await householdsOf(trx, names, circleId)
    const chosen = all.filter(({ id, guardians }) =>
      families === 'not-in' ? !guardians.some((guardian) => guardian.in) : families.familyIds.includes(id),
    )
    const isMine = (guardian: HouseholdGuardian) => by.operator || !guardian.operator
    const handOuts: HandOut[] = []
    for (const { id, name, kids, guardians } of chosen) {
      const slips: HandOut['guardians'] = []
      for (const guardian of guardians)
        if (isMine(guardian)) {
          const token = await issueLink(trx, {
            guardianId: guardian.id,
            how: 'printed',
            issuedBy: by.guardianId,
            at,
          })
          const about = { familyId: id, guardianId: guardian.id, detail: { how: 'printed' } }
          await writeAudit(trx, { ...deed, act: 'link-issued', ...about })
          slips.push({ id: guardian.id, name: guardian.name, language: guardian.language, token })
        }
      handOuts.push({ id, name, kids, guardians: slips })
    }
    await writeAudit(trx, {
      ...deed,
      act: 'hand-outs-printed',
      detail: {
        families: handOuts.length,
        guardians: handOuts.reduce((sum, { guardians }) => sum + guardians.length, 0),
      },
    })
    return handOuts
  })
}
