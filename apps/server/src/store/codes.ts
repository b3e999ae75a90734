/** Six-digit codes by mail. The same rows are written for an address that nobody has: only the mail is missing. */
import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import { CODE_LIVES, CODE_TRIES, CODES_PER_ADDRESS, hashCode, newCode } from './code-rules.ts'
import type { EmailIndex } from './email-index.ts'
import { type CameIn, type ComingIn, comeIn, tellFurther } from './entering.ts'
import type { QueueMail } from './outbox.ts'
import type { Database } from './schema.ts'
import { hashToken } from './tokens.ts'

export interface CodeStore {
  /**
   * Writes a code down, and its mail with it if anybody has the address. 'too-many' counts what is asked for an address,
   * known or not.
   */
  ask(asked: { email: string; attempt: string; at: number }): Promise<'asked' | 'too-many'>
  /** The same, to a guardian's own address. */
  askOwn(asked: {
    guardianId: string
    attempt: string
    at: number
  }): Promise<'asked' | 'too-many' | 'no-mail'>
  /**
   * Comes in as everybody who has the address for which this browser asked. Each call is a try; 'wrong' is said of an
   * address that nobody has, too.
   */
  check(typed: { attempt: string; code: string } & Omit<ComingIn, 'guardians'>): Promise<CodeOutcome>
  forget(before: number): Promise<void>
}

export type CodeOutcome = (CameIn & { guardianIds: string[] }) | 'wrong' | 'expired' | 'too-many'

export interface CodeDeps {
  db: Kysely<Database>
  emailIndex: EmailIndex
  queueMail: QueueMail
}

// ms: when the answer is long out, which sending would delay for a known address; by no fixed measure.
const MAILED_AFTER = [150, 600] as const

export function createCodeStore({ db, emailIndex, queueMail }: CodeDeps): CodeStore {
  return {
    ask: ({ email, attempt, at }) =>
      db.transaction().execute((trx) => askAt(trx, emailIndex(email), attempt, at)),

    askOwn: ({ guardianId, attempt, at }) =>
      db.transaction().execute(async (trx) => {
        const own = await trx
          .selectFrom('guardians')
          .select('email_index')
          .where('id', '=', guardianId)
          .executeTakeFirst()
        return own?.email_index ? askAt(trx, own.email_index, attempt, at) : 'no-mail'
      }),

    check: ({ attempt, code, ...coming }) =>
      db.transaction().execute(async (trx): Promise<CodeOutcome> => {
        const row = await trx
          .selectFrom('codes')
          .selectAll()
          .where('attempt_hash', '=', hashToken(attempt))
          .executeTakeFirst()
        if (!row || row.used_at !== null || coming.at - row.made_at > CODE_LIVES) return 'expired'
        if (row.tries >= CODE_TRIES) return 'too-many'
        const isRight = timingSafeEqual(hashCode(attempt, code), row.code_hash)
        // Asked whether or not it is right, so that both take the same way.
        const guardianIds = await guardiansAt(trx, row.address_index, coming.present)
        const isIn = isRight && guardianIds.length > 0
        await trx
          .updateTable('codes')
          .set({ tries: row.tries + 1, used_at: isIn ? coming.at : null })
          .where('id', '=', row.id)
          .execute()
        if (!isIn) return 'wrong'
        const guardians = guardianIds.map((guardianId) => ({
          guardianId,
          level: 'full' as const,
          proves: true,
        }))
        const cameIn = await comeIn(trx, { ...coming, guardians })
        await tellFurther(trx, queueMail, cameIn, coming)
        return { ...cameIn, guardianIds }
      }),

    async forget(before) {
      await db.deleteFrom('codes').where('made_at', '<', before).execute()
    },
  }

  async function askAt(
    trx: Kysely<Database>,
    index: Uint8Array,
    attempt: string,
    at: number,
  ): Promise<'asked' | 'too-many'> {
    for (const { within, most } of CODES_PER_ADDRESS)
      if ((await countAsked(trx, index, at - within)) >= most) return 'too-many'
    const code = newCode()
    await trx
      .insertInto('codes')
      .values({
        id: `cod_${randomBytes(12).toString('base64url')}`,
        attempt_hash: hashToken(attempt),
        address_index: index,
        code_hash: hashCode(attempt, code),
        made_at: at,
      })
      .execute()
    // One mail for one mailbox, however many circles it is known in.
    const [guardianId] = await guardiansAt(trx, index, null)
    const notBefore = at + randomInt(...MAILED_AFTER)
    if (guardianId !== undefined)
      await queueMail(trx, { kind: 'code', guardianId, content: { code }, notBefore, at })
    return 'asked'
  }
}

async function countAsked(trx: Kysely<Database>, index: Uint8Array, since: number): Promise<number> {
  const { asked } = await trx
    .selectFrom('codes')
    .select(({ fn }) => fn.countAll<number>().as('asked'))
    .where('address_index', '=', index)
    .where('made_at', '>', since)
    .executeTakeFirstOrThrow()
  return asked
}

/**
 * Who comes in by this address, in any circle, and hasn't left. Two adults of one circle may share a mailbox: it is
 * whom the device is there for already, else who holds an office, else who was there first.
 */
async function guardiansAt(
  trx: Kysely<Database>,
  index: Uint8Array,
  present: string | null,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .leftJoin('session_guardians', (join) =>
      join
        .onRef('session_guardians.guardian_id', '=', 'guardians.id')
        .on('session_guardians.session_id', '=', present ?? ''),
    )
    .select(['guardians.id', 'families.circle_id'])
    .where('guardians.email_index', '=', index)
    .where('guardians.left_at', 'is', null)
    .where('families.left_at', 'is', null)
    .orderBy((eb) => eb('session_guardians.session_id', 'is', null))
    .orderBy(
      (eb) => eb.fn('max', ['guardians.operator', 'guardians.organizer', 'guardians.safeguarding']),
      'desc',
    )
    .orderBy('guardians.created_at')
    .orderBy('guardians.id')
    .execute()
  const idByCircle = new Map<string, string>()
  for (const row of rows) if (!idByCircle.has(row.circle_id)) idByCircle.set(row.circle_id, row.id)
  return [...idByCircle.values()]
}
