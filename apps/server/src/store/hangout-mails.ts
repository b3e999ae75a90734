/**
 * What homes are told of a hangout by mail. A row says what they were told last; what stands on the card now is compared
 * with it, in one transaction with the mails that come of it. So a crash between a host's step and its mails loses none,
 * and two moves in one breath are one mail.
 */
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Kysely, Selectable } from 'kysely'
import type { NewMail, QueueMail } from './outbox.ts'
import type { Database } from './schema.ts'

/** What homes know of a hangout, as `hangouts.told` keeps it. */
export interface Told {
  off: boolean
  title: string
  startsAt: string
  endsAt: string
  area: string
}

type Hangout = Selectable<Database['hangouts']>

/** What homes know once they have been told all of it. */
export function toldOf({
  state,
  title,
  startsAt,
  endsAt,
  area,
}: Omit<Told, 'off'> & Pick<PlanCard, 'state'>): string {
  const told: Told = { off: state === 'off', title, startsAt, endsAt, area }
  return JSON.stringify(told)
}

export interface HangoutMailStore {
  /** Queues what homes on the list don't know yet, in one transaction; false: they know all of it. */
  tell(hangoutId: string, at: number): Promise<boolean>
  /** Hangouts that went out and have not been closed. */
  open(): Promise<{ id: string; card: Pick<PlanCard, 'endsAt' | 'zone' | 'state'>; isTold: boolean }[]>
}

export function createHangoutMailStore(db: Kysely<Database>, queueMail: QueueMail): HangoutMailStore {
  return {
    tell: (hangoutId, at) => db.transaction().execute((trx) => tellHomes(trx, queueMail, hangoutId, at)),

    async open() {
      const rows = await db
        .selectFrom('hangouts')
        .selectAll()
        .where('state', 'not in', ['draft', 'over'])
        .execute()
      return rows.map((row) => ({
        id: row.id,
        card: { endsAt: row.ends_at, zone: row.zone, state: row.state },
        isTold: mailOf(row) === null,
      }))
    },
  }
}

/** Tells the homes on the list what they don't know yet; false: they know all of it. */
async function tellHomes(
  trx: Kysely<Database>,
  queueMail: QueueMail,
  hangoutId: string,
  at: number,
): Promise<boolean> {
  const hangout = await trx.selectFrom('hangouts').selectAll().where('id', '=', hangoutId).executeTakeFirst()
  const mail = hangout && mailOf(hangout)
  if (!mail) return false
  const { kind, content } = mail
  for (const guardianId of await readers(trx, hangoutId, null))
    await queueMail(trx, { kind, guardianId, hangoutId, content, at })
  await trx
    .updateTable('hangouts')
    .set({ told: toldOf({ ...factsOf(hangout), state: hangout.state }), sent_at: hangout.sent_at ?? at })
    .where('id', '=', hangoutId)
    .execute()
  return true
}

/** Homes of kids who come onto a list that has gone out. */
export async function inviteHomes(
  trx: Kysely<Database>,
  queueMail: QueueMail,
  hangoutId: string,
  kidIds: readonly string[],
  at: number,
): Promise<void> {
  if (kidIds.length === 0) return
  const hangout = await trx
    .selectFrom('hangouts')
    .selectAll()
    .where('id', '=', hangoutId)
    .executeTakeFirstOrThrow()
  if (hangout.state === 'off' || hangout.state === 'over') return
  const content = factsOf(hangout)
  for (const guardianId of await readers(trx, hangoutId, kidIds))
    await queueMail(trx, { kind: 'invited', guardianId, hangoutId, content, at })
}

type Mail = Pick<NewMail, 'kind'> & { content: Record<string, string | number> }

/** null: there is nothing new to say. */
function mailOf(hangout: Hangout): Mail | null {
  if (hangout.state === 'draft' || hangout.state === 'over') return null
  const told = hangout.told === null ? null : (JSON.parse(hangout.told) as Told) // as tellHomes wrote it
  const facts = factsOf(hangout)
  const isOff = hangout.state === 'off'
  if (!told) return isOff ? null : { kind: 'invited', content: facts }
  if (isOff) return told.off ? null : { kind: 'off', content: facts }
  const hasMoved =
    told.startsAt !== hangout.starts_at || told.endsAt !== hangout.ends_at || told.area !== hangout.area
  if (!hasMoved && !told.off) return null
  const { title: wasTitle, startsAt: wasStartsAt, endsAt: wasEndsAt, area: wasArea } = told
  const was = { wasTitle, wasStartsAt, wasEndsAt, wasArea }
  return { kind: 'moved', content: { ...facts, ...was, back: told.off ? 1 : 0 } }
}

function factsOf({ title, starts_at, ends_at, zone, area }: Hangout) {
  return { title, startsAt: starts_at, endsAt: ends_at, zone, area }
}

/** The guardians of kids on the list (of these kids: `kidIds`) who don't hold it themselves. */
async function readers(
  trx: Kysely<Database>,
  hangoutId: string,
  kidIds: readonly string[] | null,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('list_entries')
    .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'list_entries.kid_id')
    .innerJoin('guardians', 'guardians.id', 'kid_guardians.guardian_id')
    .select(['guardians.id', 'list_entries.kid_id'])
    .where('list_entries.hangout_id', '=', hangoutId)
    .where('guardians.left_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('hangout_hosts')
            .select('family_id')
            .whereRef('hangout_hosts.family_id', '=', 'guardians.family_id')
            .where('hangout_hosts.hangout_id', '=', hangoutId),
        ),
      ),
    )
    .execute()
  const wanted = kidIds && new Set(kidIds)
  return [...new Set(rows.filter((row) => !wanted || wanted.has(row.kid_id)).map((row) => row.id))]
}
