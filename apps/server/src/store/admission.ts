/**
 * Out of the waiting room: let in by an organizer, or by a guardian of the family that was named; turned away, which
 * the one who waits is not told; and the moment when the device that waited comes in.
 */
import { randomBytes } from 'node:crypto'
import { prefixedId } from '@sidegate/core/ids'
import { nameFamily } from '@sidegate/core/people/names'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CameIn, type ComingIn, comeIn, tellFurther } from './entering.ts'
import { type Household, householdsOf } from './households.ts'
import type { Names } from './names.ts'
import type { QueueMail } from './outbox.ts'
import { isFull, type Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

/**
 * As whom somebody is let in: a guardian who stands on the list already; a further guardian of a family, for all its
 * kids or for some; the first of a new family with a kid of its own; or another home of a kid that is here.
 */
export type Admission =
  | { as: 'guardian'; guardianId: string }
  | { as: 'family'; familyId: string; kidIds?: readonly string[] }
  | { as: 'new-family'; kid: string }
  | { as: 'new-home'; kidId: string }

export interface LetIn {
  circleId: string
  waitingId: string
  admission: Admission
  /** As organizers spell it; without it, as it was typed. */
  name?: string
  by: { guardianId: string; part: 'organizer' | 'guardian' }
  at: number
}

export interface AdmissionStore {
  /**
   * 'not-found': nobody waits there, or there is nobody whom they could come in as. 'too-many': the family has as many
   * guardians as a family has.
   */
  letIn(letIn: LetIn): Promise<'in' | 'not-found' | 'too-many'>
  turnAway(turn: { circleId: string; waitingId: string; by: string; at: number }): Promise<boolean>
  /**
   * Brings the device in, once: what it waited with is gone afterwards. Whose own way in was opened elsewhere before is
   * asked who they are, as on any further device. null: nobody let it in.
   */
  enter(deviceHash: Uint8Array, coming: Omit<ComingIn, 'guardians'>): Promise<CameIn | null>
  /** The device came in by a way of its own: it waits there no longer. */
  cameByItself(deviceHash: Uint8Array, circleIds: readonly string[]): Promise<void>
}

export interface AdmissionDeps {
  rows: Rows
  names: Names
  vault: Vault
  queueMail: QueueMail
}

export function createAdmissionStore(
  db: Kysely<Database>,
  { rows, names, vault, queueMail }: AdmissionDeps,
): AdmissionStore {
  return {
    letIn: ({ circleId, waitingId, admission, name, by, at }) =>
      db.transaction().execute(async (trx) => {
        const waiting = await waitingIn(trx, circleId, waitingId)
        if (!waiting) return 'not-found'
        const households = await householdsOf(trx, names, circleId)
        const coming = { circleId, name: name ?? waiting.name, email: waiting.email, at }
        const admitted = await admit(trx, households, coming, admission)
        if (typeof admitted === 'string') return admitted
        await trx
          .updateTable('waiting')
          .set({ state: 'in', guardian_id: admitted.guardianId, decided_by: by.guardianId, decided_at: at })
          .where('id', '=', waitingId)
          .execute()
        const detail = { as: admission.as }
        await writeAudit(trx, { at, act: 'let-in', by, circleId, ...admitted, detail })
        // Its homes read that somebody more answers for the kid; of no family, so not whose home that is.
        if (admission.as === 'new-home') {
          const { guardianId } = admitted
          await writeAudit(trx, { at, act: 'kid-linked', by, circleId, guardianId, kidId: admission.kidId })
        }
        await queueMail(trx, { kind: 'let-in', guardianId: admitted.guardianId, at })
        return 'in'
      }),

    turnAway: ({ circleId, waitingId, by, at }) =>
      db.transaction().execute(async (trx) => {
        const turned = await trx
          .updateTable('waiting')
          .set({ state: 'away', decided_by: by, decided_at: at })
          .where('id', '=', waitingId)
          .where('circle_id', '=', circleId)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        if (turned.numUpdatedRows === 0n) return false
        await writeAudit(trx, {
          at,
          act: 'turned-away',
          by: { guardianId: by, part: 'organizer' },
          circleId,
        })
        return true
      }),

    enter: (deviceHash, coming) =>
      db.transaction().execute(async (trx) => {
        const pending = await pendingRows(trx, deviceHash)
        if (pending.length === 0) return null
        const guardians = pending.map(({ guardian_id: guardianId, joined_at: joinedAt }) => {
          const isFirst = joinedAt === null
          // Being let in shows no office: an organizer could let in a device of their own as who holds another one.
          return { guardianId, level: isFirst ? ('full' as const) : ('answers' as const), proves: false }
        })
        const cameIn = await comeIn(trx, { ...coming, guardians })
        await tellFurther(trx, queueMail, cameIn, coming)
        await trx
          .deleteFrom('waiting')
          .where('token_hash', '=', deviceHash)
          .where('state', '=', 'in')
          .execute()
        return cameIn
      }),

    async cameByItself(deviceHash, circleIds) {
      if (circleIds.length === 0) return
      await db
        .deleteFrom('waiting')
        .where('token_hash', '=', deviceHash)
        .where('circle_id', 'in', circleIds)
        .execute()
    },
  }

  async function waitingIn(trx: Kysely<Database>, circleId: string, waitingId: string) {
    const row = await trx
      .selectFrom('waiting')
      .innerJoin('data_keys', 'data_keys.subject_id', 'waiting.circle_id')
      .select(['waiting.guardian_name', 'waiting.email', 'data_keys.wrapped'])
      .where('waiting.id', '=', waitingId)
      .where('waiting.circle_id', '=', circleId)
      .where('waiting.state', '=', 'waiting')
      .executeTakeFirst()
    if (!row) return null
    const open = (column: string, sealed: Uint8Array) =>
      vault.open(circleId, row.wrapped, { table: 'waiting', column, row: waitingId }, sealed)
    return { name: open('guardian_name', row.guardian_name), email: row.email && open('email', row.email) }
  }

  async function admit(
    trx: Kysely<Database>,
    households: Household[],
    coming: { circleId: string; name: string; email: string | null; at: number },
    admission: Admission,
  ): Promise<{ familyId: string; guardianId: string } | 'not-found' | 'too-many'> {
    const { circleId, at } = coming
    switch (admission.as) {
      case 'guardian': {
        const { guardianId } = admission
        const family = households.find(({ guardians }) =>
          guardians.some(({ id, trusted }) => id === guardianId && !trusted),
        )
        return family ? { familyId: family.id, guardianId } : 'not-found'
      }
      case 'family': {
        const family = households.find(({ id }) => id === admission.familyId)
        const kids = family?.kids.filter(({ id }) => admission.kidIds?.includes(id) ?? true)
        if (!family || !kids) return 'not-found'
        if (await isFull(trx, family.id)) return 'too-many'
        const guardianId = await newGuardian(trx, family.id, coming)
        for (const kid of kids) await answerFor(trx, kid.id, guardianId)
        return { familyId: family.id, guardianId }
      }
      case 'new-family': {
        const { kid } = admission
        const familyId = await newFamily(trx, circleId, kid, at)
        const guardianId = await newGuardian(trx, familyId, coming)
        await rows.kid(trx, { id: newId('kid'), circleId, name: kid, guardianIds: [guardianId], at })
        return { familyId, guardianId }
      }
      case 'new-home': {
        const kid = households.flatMap(({ kids }) => kids).find(({ id }) => id === admission.kidId)
        if (!kid) return 'not-found'
        const familyId = await newFamily(trx, circleId, kid.name, at)
        const guardianId = await newGuardian(trx, familyId, coming)
        await answerFor(trx, kid.id, guardianId)
        return { familyId, guardianId }
      }
    }
  }

  async function newFamily(trx: Kysely<Database>, circleId: string, kid: string, at: number) {
    const { language } = await trx.selectFrom('installation').select('language').executeTakeFirstOrThrow()
    const id = newId('fam')
    await rows.family(trx, { id, circleId, name: nameFamily(language, [kid]), at })
    return id
  }

  async function newGuardian(
    trx: Kysely<Database>,
    familyId: string,
    { name, email, at }: { name: string; email: string | null; at: number },
  ) {
    const id = newId('gua')
    // What was typed at a poster is anybody's address until a code to it was typed.
    await rows.guardian(trx, { id, familyId, name, email, isProven: false, joinedAt: null, at })
    return id
  }
}

const newId = (prefix: 'fam' | 'gua' | 'kid') => prefixedId(prefix, randomBytes(16))

const answerFor = (trx: Kysely<Database>, kidId: string, guardianId: string) =>
  trx.insertInto('kid_guardians').values({ kid_id: kidId, guardian_id: guardianId }).execute()

/** Whoever left between being let in and coming in is let in no more. */
const pendingRows = (db: Kysely<Database>, deviceHash: Uint8Array) =>
  db
    .selectFrom('waiting')
    .innerJoin('guardians', 'guardians.id', 'waiting.guardian_id')
    .select(['guardians.id as guardian_id', 'guardians.joined_at', 'waiting.circle_id'])
    .where('waiting.token_hash', '=', deviceHash)
    .where('waiting.state', '=', 'in')
    .where('guardians.left_at', 'is', null)
    .orderBy('waiting.made_at')
    .execute()
