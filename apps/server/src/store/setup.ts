/**
 * The first run: an empty house has no account and no secret of its own, only a link that its server prints. Whoever
 * opens that names the house and becomes its operator; from then on there is no such link.
 */
import type { MailFault } from '@sidegate/core/mail-faults'
import { nameFamily } from '@sidegate/core/people/names'
import type { Kysely } from 'kysely'
import { type Deed, writeAudit } from './audit.ts'
import { type CameIn, type ComingIn, comeIn } from './entering.ts'
import { freshId } from './fresh-id.ts'
import { issueLink } from './links.ts'
import type { Rows } from './rows.ts'
import type { Database } from './schema.ts'
import { hashToken, newToken } from './tokens.ts'

export interface HouseSettings {
  name: string
  zone: string
  language: string
}

export interface FirstRun extends HouseSettings {
  token: string
  /** What the operator is called. */
  operator: string
  /** The browser that the link was opened in. */
  coming: Omit<ComingIn, 'guardians'>
}

/** `gone`: unknown, used, or replaced by a newer one. */
type LinkState = 'good' | 'expired' | 'gone'

export interface SetupStore {
  isOpen(): Promise<boolean>
  /** A new link; the one before ends. null: the house is set up. */
  newLink(at: number): Promise<string | null>
  look(token: string, at: number): Promise<LinkState>
  /** All of it in one transaction, with the token of a personal link to keep as the way back. */
  setUp(run: FirstRun): Promise<{ cameIn: CameIn; link: string } | Exclude<LinkState, 'good'>>
  change(settings: HouseSettings, by: Deed['by'], at: number): Promise<void>
  noteMailTest(by: Deed['by'], fault: MailFault | null, at: number): Promise<void>
  /** Makes somebody who operates and has no family in any class; resolves to their id. */
  addOperator(trx: Kysely<Database>, name: string, by: Deed['by'], at: number): Promise<string>
}

export const SETUP_WITHIN = 60 * 60 * 1000

export function createSetupStore(db: Kysely<Database>, rows: Rows): SetupStore {
  async function look(trx: Kysely<Database>, token: string, at: number): Promise<LinkState> {
    const row = await trx
      .selectFrom('setup_links')
      .innerJoin('installation', (join) => join.on('installation.set_up_at', 'is', null))
      .select(['expires_at'])
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .executeTakeFirst()
    if (!row) return 'gone'
    return row.expires_at > at ? 'good' : 'expired'
  }

  async function isOpen(trx: Kysely<Database>): Promise<boolean> {
    const { set_up_at } = await trx.selectFrom('installation').select('set_up_at').executeTakeFirstOrThrow()
    return set_up_at === null
  }

  /** The house's own circle, which is never listed, and the family in it. */
  async function houseFamily(
    trx: Kysely<Database>,
    at: number,
  ): Promise<{ circleId: string; familyId: string }> {
    const row = await trx
      .selectFrom('circles')
      .innerJoin('families', 'families.circle_id', 'circles.id')
      .select(['circles.id as circleId', 'families.id as familyId'])
      .where('circles.house', '=', 1)
      .where('families.left_at', 'is', null)
      .executeTakeFirst()
    if (row) return row
    const { name, zone, language } = await trx
      .selectFrom('installation')
      .select(['name', 'zone', 'language'])
      .executeTakeFirstOrThrow()
    const ids = { circleId: freshId('cir'), familyId: freshId('fam') }
    await rows.circle(trx, { id: ids.circleId, name, zone, orderSeed: ids.circleId, house: true, at })
    await rows.family(trx, {
      id: ids.familyId,
      circleId: ids.circleId,
      name: nameFamily(language, [name]),
      at,
    })
    return ids
  }

  async function addOperator(
    trx: Kysely<Database>,
    name: string,
    by: Deed['by'],
    at: number,
  ): Promise<string> {
    const { circleId, familyId } = await houseFamily(trx, at)
    const guardianId = freshId('gua')
    await rows.guardian(trx, { id: guardianId, familyId, name, operator: true, joinedAt: null, at })
    const detail = { role: 'operator' }
    await writeAudit(trx, { at, act: 'role-given', by, circleId, familyId, guardianId, detail })
    return guardianId
  }

  return {
    addOperator,
    isOpen: () => isOpen(db),
    look: (token, at) => look(db, token, at),

    newLink: (at) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('setup_links').execute()
        if (!(await isOpen(trx))) return null
        const token = newToken()
        await trx
          .insertInto('setup_links')
          .values({ token_hash: hashToken(token), made_at: at, expires_at: at + SETUP_WITHIN, used_at: null })
          .execute()
        return token
      }),

    setUp: ({ token, name, zone, language, operator, coming }) =>
      db.transaction().execute(async (trx) => {
        const { at } = coming
        const state = await look(trx, token, at)
        if (state !== 'good') return state
        await trx.updateTable('installation').set({ name, zone, language, set_up_at: at }).execute()
        await trx.updateTable('setup_links').set({ used_at: at }).execute()
        const house: Deed['by'] = { guardianId: null, part: 'server' }
        const guardianId = await addOperator(trx, operator, house, at)
        const by: Deed['by'] = { guardianId, part: 'operator' }
        await writeAudit(trx, { at, act: 'house-set-up', by })
        const guardians = [{ guardianId, level: 'full', proves: true }] as const
        const cameIn = await comeIn(trx, { ...coming, guardians })
        // By the house: a link that one makes for oneself shows nobody that it is an operator.
        const link = await issueLink(trx, { guardianId, how: 'own', issuedBy: null, at })
        return { cameIn, link }
      }),

    change: (settings, by, at) =>
      db.transaction().execute(async (trx) => {
        await trx
          .updateTable('installation')
          .set({ ...settings })
          .execute()
        await writeAudit(trx, { at, act: 'house-named', by })
      }),

    noteMailTest: (by, fault, at) => writeAudit(db, { at, act: 'mail-tested', by, detail: { fault } }),
  }
}
