/** Circles and people written for the first time, each with its key: shared by setup, import, seed and waiting room. */
import { isZone } from '@sidegate/core/dates'
import type { Kysely } from 'kysely'
import type { EmailIndex } from './email-index.ts'
import { putOnWholeCircleLists } from './lists.ts'
import type { Names } from './names.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface NewFamily {
  id: string
  circleId: string
  name: string
  countedOnly?: boolean
  at: number
}

export interface NewGuardian {
  id: string
  familyId: string
  name: string
  organizer?: boolean
  operator?: boolean
  /** null: nobody has opened a link of theirs yet. */
  joinedAt: number | null
  email?: string | null
  /**
   * Whether codes may go to the address, and who types one come in by it: true where somebody who may know gave it, false
   * where it is a claim of a stranger or a relative.
   */
  isProven?: boolean
  phone?: string | null
  language?: string | null
  at: number
}

export interface NewKid {
  id: string
  circleId: string
  name: string
  guardianIds: readonly string[]
  at: number
}

export interface Rows {
  /** `house`: the house's own, never listed. Throws for a zone that doesn't exist. */
  circle(
    trx: Kysely<Database>,
    circle: { id: string; name: string; zone: string; orderSeed: string; house?: boolean; at: number },
  ): Promise<void>
  family(trx: Kysely<Database>, family: NewFamily): Promise<void>
  /** Throws when there is no such family. */
  guardian(trx: Kysely<Database>, guardian: NewGuardian): Promise<void>
  kid(trx: Kysely<Database>, kid: NewKid): Promise<void>
  /** The wrapped key of a family, a kid or a circle; a circle's is made when it is first needed. */
  keyOf(
    trx: Kysely<Database>,
    subject: 'family' | 'kid' | 'circle',
    id: string,
    at: number,
  ): Promise<Uint8Array>
}

export function createRows({ vault, names, emailIndex }: RowDeps): Rows {
  async function newKey(
    trx: Kysely<Database>,
    subject: Database['data_keys']['subject'],
    id: string,
    at: number,
  ) {
    const wrapped = vault.newKey(id)
    await trx.insertInto('data_keys').values({ subject_id: id, subject, wrapped, created_at: at }).execute()
    return wrapped
  }

  async function keyOf(
    trx: Kysely<Database>,
    subject: Database['data_keys']['subject'],
    id: string,
    at: number,
  ) {
    const row = await trx
      .selectFrom('data_keys')
      .select('wrapped')
      .where('subject_id', '=', id)
      .executeTakeFirst()
    if (row) return row.wrapped
    if (subject !== 'circle') throw new Error(`${id} has no key`)
    return newKey(trx, subject, id, at)
  }

  return {
    keyOf,

    async circle(trx, { id, name, zone, orderSeed, house = false, at }) {
      checkZone(zone)
      await trx
        .insertInto('circles')
        .values({ id, name, zone, order_seed: orderSeed, house: house ? 1 : 0, created_at: at })
        .execute()
    },

    async family(trx, { id, circleId, name, countedOnly = false, at }) {
      const wrapped = await newKey(trx, 'family', id, at)
      await trx
        .insertInto('families')
        .values({
          id,
          circle_id: circleId,
          name: names.seal.family(id, wrapped, name),
          counted_only: countedOnly ? 1 : 0,
          created_at: at,
        })
        .execute()
    },

    async guardian(trx, guardian) {
      const { id, familyId, name, email = null, phone = null, at } = guardian
      const wrapped = await keyOf(trx, 'family', familyId, at)
      const sealed = (column: 'email' | 'phone', text: string | null) =>
        text === null ? null : vault.seal(familyId, wrapped, { table: 'guardians', column, row: id }, text)
      await trx
        .insertInto('guardians')
        .values({
          id,
          family_id: familyId,
          name: names.seal.guardian(id, familyId, wrapped, name),
          organizer: guardian.organizer ? 1 : 0,
          operator: guardian.operator ? 1 : 0,
          joined_at: guardian.joinedAt,
          created_at: at,
          email: sealed('email', email),
          email_index: email === null || guardian.isProven === false ? null : emailIndex(email),
          phone: sealed('phone', phone),
          language: guardian.language ?? null,
        })
        .execute()
    },

    async kid(trx, { id, circleId, name, guardianIds, at }) {
      const wrapped = await newKey(trx, 'kid', id, at)
      await trx
        .insertInto('kids')
        .values({ id, circle_id: circleId, name: names.seal.kid(id, wrapped, name), created_at: at })
        .execute()
      for (const guardianId of guardianIds)
        await trx.insertInto('kid_guardians').values({ kid_id: id, guardian_id: guardianId }).execute()
      await putOnWholeCircleLists(trx, { circleId, kidId: id, at })
    },
  }
}

// A household with grandparents and a carer; more is somebody collecting ways in.
const MOST_GUARDIANS = 8

/** Whether a family has as many guardians as its own members, or who opens the waiting room, may make it. */
export async function isFull(trx: Kysely<Database>, familyId: string): Promise<boolean> {
  const { count } = await trx
    .selectFrom('guardians')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('family_id', '=', familyId)
    .where('left_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count >= MOST_GUARDIANS
}

export interface RowDeps {
  vault: Vault
  names: Names
  emailIndex: EmailIndex
}

/** A schema sees only a zone's looks; what is founded in one that no machine knows would show wrong times for ever. */
export function checkZone(zone: string) {
  if (!isZone(zone)) throw new Error(`there is no zone ${zone}`)
}
