/** What organizers change about the people of their circle by hand. Each change writes its line of the audit with it. */
import { nameFamily } from '@sidegate/core/people/names'
import type { Kysely } from 'kysely'
import { type Deed, writeAudit } from './audit.ts'
import { type CommandKey, madeBefore, noteMade } from './commands.ts'
import type { EmailIndex } from './email-index.ts'
import { freshId } from './fresh-id.ts'
import type { Names } from './names.ts'
import type { Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

/** In which circle, by whom, when. */
export interface InCircle {
  circleId: string
  by: Deed['by']
  at: number
}

export interface NewPerson {
  name: string
  email: string | null
  phone: string | null
}

export type NamedKind = 'family' | 'guardian' | 'kid'

export interface RosterChanges {
  /** Called after its kids, or after its guardian, when it has no name of its own. */
  addFamily(
    family: InCircle & {
      name: string | null
      language: string
      guardian: NewPerson
      kids: readonly string[]
      command: CommandKey
    },
  ): Promise<{ familyId: string } | 'known-here' | 'key-reused'>
  addGuardian(
    guardian: InCircle & NewPerson & { familyId: string },
  ): Promise<{ guardianId: string } | 'known-here' | 'not-found'>
  /** For whom all guardians of the family answer. */
  addKid(kid: InCircle & { familyId: string; name: string }): Promise<{ kidId: string } | 'not-found'>
  rename(change: InCircle & { kind: NamedKind; id: string; name: string }): Promise<'done' | 'not-found'>
  /**
   * Of somebody who is not in yet. Everybody else's address is their own to change, and so is that of who holds an office:
   * a code to an address proves who one is (P24).
   */
  correctEmail(
    change: InCircle & { guardianId: string; email: string },
  ): Promise<'done' | 'not-found' | 'known-here' | 'own'>
  /**
   * This guardian answers for this kid from now on, and reads what the kid's family reads. Nobody gives that to themselves,
   * nor to their own household for a kid whom they don't answer for: 'own-family'.
   */
  linkKid(link: InCircle & KidLink): Promise<'done' | 'not-found' | 'own-family'>
  /**
   * This guardian answers for this kid no more, and nobody is told (house rule 12). What the home said for the kid to
   * hangouts ahead goes when nobody else there answers for it. Resolves to those
   * hangouts, and whether the kid was going there by that.
   */
  endKidLink(link: InCircle & KidLink): Promise<EndedLink | 'not-found' | 'last-guardian'>
}

export interface EndedLink {
  familyId: string
  taken: { hangoutId: string; wasGoing: boolean }[]
}

export interface KidLink {
  kidId: string
  guardianId: string
}

export interface RosterChangesDeps {
  db: Kysely<Database>
  rows: Rows
  names: Names
  emailIndex: EmailIndex
  vault: Vault
}

export function createRosterChanges({
  db,
  rows,
  names,
  emailIndex,
  vault,
}: RosterChangesDeps): RosterChanges {
  return {
    addFamily: ({ circleId, by, at, name, language, guardian, kids, command }) =>
      db.transaction().execute(async (trx) => {
        const before = await madeBefore(trx, command)
        if (before) return before === 'key-reused' ? before : { familyId: before.id }
        if (await isKnown(trx, circleId, guardian.email)) return 'known-here'
        const familyId = freshId('fam')
        await noteMade(trx, command, familyId)
        const called = name ?? nameFamily(language, kids.length > 0 ? kids : [guardian.name])
        await rows.family(trx, { id: familyId, circleId, name: called, at })
        const guardianId = await insertGuardian(trx, { circleId, by, at, familyId, ...guardian })
        // Kids of one family are shown in the order in which they were written down.
        for (const [i, kid] of kids.entries())
          await insertKid(trx, { circleId, by, at: at + i, familyId, name: kid, guardianIds: [guardianId] })
        return { familyId }
      }),

    addGuardian: (guardian) =>
      db.transaction().execute(async (trx) => {
        const { circleId, familyId, email } = guardian
        if (!(await familyIn(trx, circleId, familyId))) return 'not-found'
        if (await isKnown(trx, circleId, email)) return 'known-here'
        return { guardianId: await insertGuardian(trx, guardian) }
      }),

    addKid: ({ familyId, ...kid }) =>
      db.transaction().execute(async (trx) => {
        if (!(await familyIn(trx, kid.circleId, familyId))) return 'not-found'
        const guardians = await trx
          .selectFrom('guardians')
          .select('id')
          .where('family_id', '=', familyId)
          .where('left_at', 'is', null)
          .execute()
        return {
          kidId: await insertKid(trx, { ...kid, familyId, guardianIds: guardians.map(({ id }) => id) }),
        }
      }),

    rename: ({ circleId, by, at, kind, id, name }) =>
      db.transaction().execute(async (trx) => {
        const deed = { at, act: 'name-corrected', by, circleId } as const
        if (kind === 'kid') {
          if (!(await kidIn(trx, circleId, id))) return 'not-found'
          const sealed = names.seal.kid(id, await rows.keyOf(trx, 'kid', id, at), name)
          await trx.updateTable('kids').set({ name: sealed }).where('id', '=', id).execute()
          await writeAudit(trx, { ...deed, kidId: id })
          return 'done'
        }
        const familyId = kind === 'family' ? id : (await guardianIn(trx, circleId, id))?.familyId
        if (!familyId || !(await familyIn(trx, circleId, familyId))) return 'not-found'
        const wrapped = await rows.keyOf(trx, 'family', familyId, at)
        if (kind === 'family') {
          const sealed = names.seal.family(id, wrapped, name)
          await trx.updateTable('families').set({ name: sealed }).where('id', '=', id).execute()
          await writeAudit(trx, { ...deed, familyId })
        } else {
          const sealed = names.seal.guardian(id, familyId, wrapped, name)
          await trx.updateTable('guardians').set({ name: sealed }).where('id', '=', id).execute()
          await writeAudit(trx, { ...deed, familyId, guardianId: id })
        }
        return 'done'
      }),

    correctEmail: ({ circleId, by, at, guardianId, email }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        if (!guardian) return 'not-found'
        if (guardian.joined || guardian.operator || guardian.organizer || guardian.safeguarding) return 'own'
        if (await isKnown(trx, circleId, email, guardianId)) return 'known-here'
        const { familyId } = guardian
        const wrapped = await rows.keyOf(trx, 'family', familyId, at)
        const place = { table: 'guardians', column: 'email', row: guardianId }
        await trx
          .updateTable('guardians')
          .set({ email: vault.seal(familyId, wrapped, place, email), email_index: emailIndex(email) })
          .where('id', '=', guardianId)
          .execute()
        await writeAudit(trx, { at, act: 'email-changed', by, circleId, familyId, guardianId })
        return 'done'
      }),

    linkKid: ({ circleId, by, at, kidId, guardianId }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        if (!guardian || !(await kidIn(trx, circleId, kidId))) return 'not-found'
        if (await isOwnGain(trx, by.guardianId, { kidId, guardianId, familyId: guardian.familyId }))
          return 'own-family'
        await trx
          .insertInto('kid_guardians')
          .values({ kid_id: kidId, guardian_id: guardianId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        // Of no family: the kid's homes read of it by the kid, and not whose the new one is (family-audit.ts).
        await writeAudit(trx, { at, act: 'kid-linked', by, circleId, guardianId, kidId })
        return 'done'
      }),

    endKidLink: ({ circleId, by, at, kidId, guardianId }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        const all = guardian ? await guardiansOfKid(trx, kidId) : []
        if (!guardian || !all.some(({ id }) => id === guardianId)) return 'not-found'
        const others = all.filter(({ id }) => id !== guardianId)
        if (others.length === 0) return 'last-guardian'
        await trx
          .deleteFrom('kid_guardians')
          .where('kid_id', '=', kidId)
          .where('guardian_id', '=', guardianId)
          .execute()
        await writeAudit(trx, { at, act: 'kid-link-ended', by, circleId, guardianId, kidId })
        const { familyId } = guardian
        if (others.some((other) => other.familyId === familyId)) return { familyId, taken: [] }
        return { familyId, taken: await takeAnswers(trx, kidId, familyId) }
      }),
  }

  /** Somebody else here has this address. */
  async function isKnown(
    trx: Kysely<Database>,
    circleId: string,
    email: string | null,
    but = '',
  ): Promise<boolean> {
    if (email === null) return false
    const row = await trx
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .select('guardians.id')
      .where('families.circle_id', '=', circleId)
      .where('guardians.left_at', 'is', null)
      .where('guardians.email_index', '=', emailIndex(email))
      .where('guardians.id', '!=', but)
      .executeTakeFirst()
    return row !== undefined
  }

  async function insertGuardian(
    trx: Kysely<Database>,
    { circleId, by, at, familyId, name, email, phone }: InCircle & NewPerson & { familyId: string },
  ): Promise<string> {
    const id = freshId('gua')
    await rows.guardian(trx, { id, familyId, name, email, phone, joinedAt: null, at })
    await writeAudit(trx, { at, act: 'guardian-added', by, circleId, familyId, guardianId: id })
    return id
  }

  async function insertKid(
    trx: Kysely<Database>,
    {
      circleId,
      by,
      at,
      familyId,
      name,
      guardianIds,
    }: InCircle & { familyId: string; name: string; guardianIds: readonly string[] },
  ): Promise<string> {
    const id = freshId('kid')
    await rows.kid(trx, { id, circleId, name, guardianIds, at })
    await writeAudit(trx, { at, act: 'kid-added', by, circleId, familyId, kidId: id })
    return id
  }
}

/** Whether who does this would get at a kid by it whom they don't answer for, themselves or by their own household. */
export async function isOwnGain(
  trx: Kysely<Database>,
  by: string | null,
  { kidId, guardianId, familyId }: KidLink & { familyId: string },
): Promise<boolean> {
  if (by === null) return false
  if (by === guardianId) return true
  const own = await trx
    .selectFrom('guardians')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('kid_guardians')
            .select('kid_id')
            .where('kid_id', '=', kidId)
            .where('guardian_id', '=', by),
        )
        .as('answers'),
    )
    .where('id', '=', by)
    .where('family_id', '=', familyId)
    .executeTakeFirst()
  return own !== undefined && !own.answers
}

async function familyIn(trx: Kysely<Database>, circleId: string, familyId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('families')
    .select('id')
    .where('id', '=', familyId)
    .where('circle_id', '=', circleId)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

async function kidIn(trx: Kysely<Database>, circleId: string, kidId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('kids')
    .select('id')
    .where('id', '=', kidId)
    .where('circle_id', '=', circleId)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

interface GuardianIn {
  familyId: string
  joined: boolean
  /** By an address that is known to be theirs. */
  isReachable: boolean
  operator: boolean
  organizer: boolean
  safeguarding: boolean
}

export async function guardianIn(
  trx: Kysely<Database>,
  circleId: string,
  guardianId: string,
): Promise<GuardianIn | null> {
  const row = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select(['guardians.family_id', 'guardians.operator', 'guardians.organizer', 'guardians.safeguarding'])
    .select(['guardians.joined_at', 'guardians.email_index'])
    .where('guardians.id', '=', guardianId)
    .where('families.circle_id', '=', circleId)
    .where('guardians.left_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const { family_id: familyId, operator, organizer, safeguarding } = row
  return {
    familyId,
    joined: row.joined_at !== null,
    isReachable: row.email_index !== null,
    operator: operator === 1,
    organizer: organizer === 1,
    safeguarding: safeguarding === 1,
  }
}

async function guardiansOfKid(trx: Kysely<Database>, kidId: string) {
  const rows = await trx
    .selectFrom('kid_guardians')
    .innerJoin('guardians', 'guardians.id', 'kid_guardians.guardian_id')
    .select(['guardians.id', 'guardians.family_id'])
    .where('kid_guardians.kid_id', '=', kidId)
    .where('guardians.left_at', 'is', null)
    .execute()
  return rows.map((row) => ({ id: row.id, familyId: row.family_id }))
}

/** What a home said for a kid to what isn't over. */
async function takeAnswers(
  trx: Kysely<Database>,
  kidId: string,
  familyId: string,
): Promise<EndedLink['taken']> {
  const rows = await trx
    .selectFrom('rsvps')
    .innerJoin('hangouts', 'hangouts.id', 'rsvps.hangout_id')
    .select(['hangouts.id', 'rsvps.answer'])
    .where('rsvps.kid_id', '=', kidId)
    .where('rsvps.family_id', '=', familyId)
    .where('hangouts.state', '!=', 'over')
    .execute()
  const hangoutIds = rows.map((row) => row.id)
  if (hangoutIds.length > 0)
    await trx
      .deleteFrom('rsvps')
      .where('kid_id', '=', kidId)
      .where('family_id', '=', familyId)
      .where('hangout_id', 'in', hangoutIds)
      .execute()
  return rows.map((row) => ({ hangoutId: row.id, wasGoing: row.answer === 'going' }))
}
