/**
 * The outbox as its sender sees it: mails are leased, one at a time, and end as sent, failed or bounced; whatever they
 * held is destroyed then. A mail is sent twice only if the server dies between handing it over and writing that down.
 */
import type { MailFault } from '@sidegate/core/mail-faults'
import type { MailKind } from '@sidegate/core/mail-kinds'
import type { Kysely, Updateable } from 'kysely'
import { issueLink } from './links.ts'
import { mailPlace } from './outbox.ts'
import type { Database } from './schema.ts'
import type { Sqlite } from './sqlite.ts'
import type { Vault } from './vault.ts'

export interface LeasedMail {
  id: string
  kind: MailKind
  hangoutId: string | null
  content: Record<string, string | number>
  /** How often it was tried before. */
  tries: number
  madeAt: number
  recipient: {
    guardianId: string
    familyId: string
    circle: { id: string; name: string; zone: string }
    address: string
    /** null: the house's. */
    language: string | null
    /** Somebody has come in as this guardian; until then a mail brings a link along. */
    isIn: boolean
  }
}

export interface MailState {
  waiting: number
  /** Given up, within the last 7 days. */
  failed: number
  bounced: number
  lastSentAt: number | null
  /** Of the last mail that is waiting because something went wrong; null: none is. */
  fault: MailFault | null
}

export interface MailStore {
  /** At the start nobody can be sending: what was leased when the server died is waiting again. */
  recover(): Promise<void>
  /** The next mail that is due, codes first; null: none. Who has had `perGuardian` mails lately waits a while. */
  lease(at: number): Promise<LeasedMail | null>
  /** When the next one is due, ms UTC; null: none waits. */
  nextAt(): Promise<number | null>
  sent(id: string, at: number): Promise<void>
  again(id: string, fault: MailFault, nextAt: number): Promise<void>
  gaveUp(id: string, state: 'failed' | 'bounced', fault: MailFault): Promise<void>
  /** Not to be sent to anybody any more, and no trace of it. */
  drop(id: string): Promise<void>
  state(at: number): Promise<MailState>
  /** Of a restored backup: what waited when it was made went out since, or is of no use any more. */
  abandon(): Promise<void>
  /** Removes what was settled before then. */
  forget(before: number): Promise<void>
}

// Longer than any mail server is waited for.
const LEASE = 5 * 60_000
// Many news in a short time are no reason to fill a mailbox, nor are codes that somebody else asks for.
const MOST_PER_GUARDIAN = 6
const WITHIN = 10 * 60_000
const WEEK = 7 * 24 * 60 * 60_000

export function createMailStore({ db }: Pick<Sqlite, 'db'>, vault: Vault): MailStore {
  async function due(trx: Kysely<Database>, at: number) {
    return trx
      .selectFrom('outbox')
      .innerJoin('guardians', 'guardians.id', 'outbox.guardian_id')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .innerJoin('circles', 'circles.id', 'families.circle_id')
      .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
      .select([
        'outbox.id',
        'outbox.kind',
        'outbox.hangout_id',
        'outbox.content',
        'outbox.tries',
        'outbox.made_at',
        'guardians.id as guardian_id',
        'guardians.family_id',
        'guardians.email',
        'guardians.language',
        'guardians.joined_at',
        'guardians.left_at',
        'circles.id as circle_id',
        'circles.name as circle_name',
        'circles.zone',
        'data_keys.wrapped',
      ])
      .where('outbox.state', 'in', ['waiting', 'leased'])
      .where((eb) =>
        eb.or([
          eb.and([eb('outbox.state', '=', 'waiting'), eb('outbox.next_at', '<=', at)]),
          eb.and([eb('outbox.state', '=', 'leased'), eb('outbox.leased_until', '<=', at)]),
        ]),
      )
      .orderBy((eb) => eb.case().when('outbox.kind', '=', 'code').then(0).else(1).end())
      .orderBy('outbox.next_at')
      .orderBy('outbox.made_at')
      .limit(1)
      .executeTakeFirst()
  }

  async function hadEnough(trx: Kysely<Database>, guardianId: string, at: number): Promise<boolean> {
    const { count } = await trx
      .selectFrom('outbox')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('guardian_id', '=', guardianId)
      .where((eb) => eb.or([eb('sent_at', '>', at - WITHIN), eb('state', '=', 'leased')]))
      .executeTakeFirstOrThrow()
    return count >= MOST_PER_GUARDIAN
  }

  const set = (id: string, values: Updateable<Database['outbox']>) =>
    db.updateTable('outbox').set(values).where('id', '=', id).execute()

  return {
    async recover() {
      await db
        .updateTable('outbox')
        .set({ state: 'waiting', leased_until: null })
        .where('state', '=', 'leased')
        .execute()
    },

    lease: (at) =>
      db.transaction().execute(async (trx) => {
        for (;;) {
          const row = await due(trx, at)
          if (!row) return null
          // The address before, and one that isn't theirs yet, stand in the mail itself.
          const mayBring = row.kind === 'new-address' || row.kind === 'code'
          if (!row.content || !(row.email || mayBring) || row.left_at !== null) {
            // Without an address by now, or gone.
            await trx.deleteFrom('outbox').where('id', '=', row.id).execute()
            continue
          }
          if (await hadEnough(trx, row.guardian_id, at)) {
            await trx
              .updateTable('outbox')
              .set({ state: 'waiting', leased_until: null, next_at: at + WITHIN })
              .where('id', '=', row.id)
              .execute()
            continue
          }
          const { family_id: familyId, wrapped } = row
          const content = JSON.parse(
            vault.open(familyId, wrapped, mailPlace(row.id), row.content),
          ) as LeasedMail['content']
          const isIn = row.joined_at !== null
          if (takesLink(row.kind, isIn) && content.token === undefined) {
            // Made now and kept with the mail, so that it is the same one however often the mail is tried.
            const { guardian_id: guardianId } = row
            content.token = await issueLink(trx, {
              guardianId,
              how: row.kind === 'link' ? 'mailed' : 'along',
              issuedBy: null,
              // Paper that was handed out goes on working beside a mailed invitation.
              keepOthers: row.kind !== 'link',
              at,
            })
          }
          const sealed = vault.seal(familyId, wrapped, mailPlace(row.id), JSON.stringify(content))
          await trx
            .updateTable('outbox')
            .set({ state: 'leased', leased_until: at + LEASE, content: sealed })
            .where('id', '=', row.id)
            .execute()
          const place = { table: 'guardians', column: 'email', row: row.guardian_id }
          return {
            id: row.id,
            kind: row.kind,
            hangoutId: row.hangout_id,
            content,
            tries: row.tries,
            madeAt: row.made_at,
            recipient: {
              guardianId: row.guardian_id,
              familyId,
              circle: { id: row.circle_id, name: row.circle_name, zone: row.zone },
              address:
                content.to === undefined && row.email
                  ? vault.open(familyId, wrapped, place, row.email)
                  : String(content.to ?? ''),
              language: row.language,
              isIn,
            },
          }
        }
      }),

    async nextAt() {
      const row = await db
        .selectFrom('outbox')
        .select((eb) =>
          eb.fn
            .min(
              eb
                .case()
                .when('state', '=', 'leased')
                .then(eb.ref('leased_until'))
                .else(eb.ref('next_at'))
                .end(),
            )
            .as('at'),
        )
        .where('state', 'in', ['waiting', 'leased'])
        .executeTakeFirst()
      return row?.at ?? null
    },

    async sent(id, at) {
      await set(id, { state: 'sent', sent_at: at, content: null, leased_until: null, fault: null })
    },

    async again(id, fault, nextAt) {
      await db
        .updateTable('outbox')
        .set((eb) => ({
          state: 'waiting',
          fault,
          next_at: nextAt,
          leased_until: null,
          tries: eb('tries', '+', 1),
        }))
        .where('id', '=', id)
        .execute()
    },

    async gaveUp(id, state, fault) {
      await set(id, { state, fault, content: null, leased_until: null })
    },

    async drop(id) {
      await db.deleteFrom('outbox').where('id', '=', id).execute()
    },

    async state(at) {
      const rows = await db
        .selectFrom('outbox')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count'), eb.fn.max('sent_at').as('last')])
        .where((eb) =>
          eb.or([eb('state', 'in', ['waiting', 'leased', 'sent']), eb('made_at', '>', at - WEEK)]),
        )
        .groupBy('state')
        .execute()
      const count = (...states: Database['outbox']['state'][]) =>
        rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0)
      const troubled = await db
        .selectFrom('outbox')
        .select('fault')
        .where('state', '=', 'waiting')
        .where('fault', 'is not', null)
        .orderBy('next_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return {
        waiting: count('waiting', 'leased'),
        failed: count('failed'),
        bounced: count('bounced'),
        lastSentAt: rows.find(({ state }) => state === 'sent')?.last ?? null,
        fault: (troubled?.fault ?? null) as MailFault | null,
      }
    },

    async abandon() {
      await db
        .updateTable('outbox')
        .set({ state: 'failed', fault: 'too-late', content: null, leased_until: null })
        .where('state', 'in', ['waiting', 'leased'])
        .execute()
    },

    async forget(before) {
      await db
        .deleteFrom('outbox')
        .where('state', 'in', ['sent', 'failed', 'bounced'])
        .where('made_at', '<', before)
        .execute()
    },
  }
}

/** One's own way in, and news to who has never come in yet: there a link that asks for a sign-in would be a wall. */
const takesLink = (kind: MailKind, isIn: boolean) =>
  kind === 'link' || (!isIn && ['invited', 'moved', 'off', 'let-in'].includes(kind))
