/**
 * A class list into a circle: planned against who is there and written in one transaction, so that what is written is
 * what was shown, whole or not at all.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { type ImportPlan, planImport } from '@sidegate/core/import/plan'
import type { Decisions } from '@sidegate/core/import/questions'
import type { PresentCircle } from '@sidegate/core/import/roll'
import type { Sheet } from '@sidegate/core/import/rows'
import type { Kysely } from 'kysely'
import { type Deed, writeAudit } from './audit.ts'
import type { EmailIndex } from './email-index.ts'
import { freshId } from './fresh-id.ts'
import type { Names } from './names.ts'
import { digestOf } from './plan-digest.ts'
import { presentIn } from './present-circle.ts'
import { isOwnGain } from './roster-changes.ts'
import type { Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface ListedInto {
  circleId: string
  sheet: Sheet
  decisions: Decisions
  /** The house's, for what families are called. */
  language: string
}

export interface ApplyList extends ListedInto {
  /** Of the plan that the organizer saw. */
  digest: string
  by: Deed['by']
  at: number
  progress: (done: number, of: number) => Promise<void>
  /** Asked now and then; true ends it, and nothing is written. */
  isStopped: () => boolean
}

/** `own-family`: by it the organizer would answer for a kid of somebody else's. */
export type Applied = { plan: ImportPlan } | 'changed-since' | 'stopped' | 'own-family'

export interface ClassListStore {
  /** A dry run: nothing is written. */
  plan(list: ListedInto): Promise<{ plan: ImportPlan; digest: string }>
  apply(list: ApplyList): Promise<Applied>
  /** Everybody of a circle, contacts open: for the export, which masks them. */
  present(circleId: string): Promise<PresentCircle>
  noteExport(deed: { circleId: string; by: Deed['by']; at: number; rows: number }): Promise<void>
}

export interface ClassListDeps {
  db: Kysely<Database>
  rows: Rows
  names: Names
  vault: Vault
  emailIndex: EmailIndex
}

// So many people are written between two looks at whether it was stopped. Requests that need the database wait for all
// of them: it has one connection, and a transaction holds it. 2,000 rows hold it for about a second.
const AT_ONCE = 50

export function createClassListStore(deps: ClassListDeps): ClassListStore {
  const { db } = deps
  const planIn = async (trx: Kysely<Database>, { circleId, ...task }: ListedInto) =>
    planImport({ ...task, present: await presentIn(trx, deps, circleId) })
  return {
    async plan(list) {
      const plan = await planIn(db, list)
      return { plan, digest: digestOf(plan) }
    },

    async apply(list) {
      const { circleId, sheet, decisions, language, by, at } = list
      try {
        return await db.transaction().execute(async (trx) => {
          const plan = await planIn(trx, { circleId, sheet, decisions, language })
          if (digestOf(plan) !== list.digest) return 'changed-since'
          await write(trx, deps, plan, list)
          const { kidsBy, guardiansBy, unclear } = plan.counts
          await writeAudit(trx, {
            at,
            act: 'list-imported',
            by,
            circleId,
            detail: {
              kids: kidsBy.new,
              guardians: guardiansBy.new,
              changed: kidsBy.changed + guardiansBy.changed,
              unclear,
            },
          })
          return { plan }
        })
      } catch (error) {
        if (error instanceof Stopped) return 'stopped'
        if (error instanceof OwnFamily) return 'own-family'
        throw error
      }
    },

    present: (circleId) => presentIn(db, deps, circleId),

    noteExport: ({ circleId, by, at, rows }) =>
      writeAudit(db, { at, act: 'list-exported', by, circleId, detail: { rows } }),
  }
}

/** Takes a transaction back. */
class Stopped extends Error {}
class OwnFamily extends Error {}

async function write(
  trx: Kysely<Database>,
  { rows, vault, emailIndex }: ClassListDeps,
  plan: ImportPlan,
  { circleId, by, at, progress, isStopped }: ApplyList,
) {
  // Who is concerned reads of it; in a new family nobody is yet.
  const tell = (deed: Pick<Deed, 'act' | 'familyId' | 'guardianId' | 'kidId'>) =>
    writeAudit(trx, { at, by, circleId, ...deed })
  const idByRef = new Map<string, string>()
  const idOf = (ref: string) => idByRef.get(ref) ?? ref
  const homes = plan.homes.filter(({ standing }) => standing === 'new')
  const guardians = plan.guardians.filter(({ standing }) => standing === 'new' || standing === 'changed')
  const kids = plan.kids.filter(({ standing }) => standing === 'new' || standing === 'changed')
  const fresh = new Set(homes.map(({ ref }) => ref))
  const homeOf = new Map(plan.guardians.map(({ ref, homeRef }) => [ref, homeRef]))
  const of = homes.length + guardians.length + kids.length
  let done = 0
  const step = async () => {
    if (++done % AT_ONCE !== 0) return
    await progress(done, of)
    await breathe()
    if (isStopped()) throw new Stopped()
  }

  for (const { ref, name } of homes) {
    const id = freshId('fam')
    idByRef.set(ref, id)
    await rows.family(trx, { id, circleId, name, at })
    await step()
  }
  for (const { ref, id: known, homeRef, name, email, phone, changes } of guardians) {
    if (known === null) {
      const id = freshId('gua')
      idByRef.set(ref, id)
      await rows.guardian(trx, { id, familyId: idOf(homeRef), name, joinedAt: null, email, phone, at })
      if (!fresh.has(homeRef)) await tell({ act: 'guardian-added', familyId: homeRef, guardianId: id })
    } else {
      const wrapped = await rows.keyOf(trx, 'family', homeRef, at)
      const seal = (column: 'email' | 'phone', text: string | null) =>
        text === null ? null : vault.seal(homeRef, wrapped, { table: 'guardians', column, row: known }, text)
      await trx
        .updateTable('guardians')
        .set({
          ...(changes.includes('email') && {
            email: seal('email', email),
            email_index: email === null ? null : emailIndex(email),
          }),
          ...(changes.includes('phone') && { phone: seal('phone', phone) }),
        })
        .where('id', '=', known)
        .execute()
      if (changes.includes('email'))
        await tell({ act: 'email-changed', familyId: homeRef, guardianId: known })
    }
    await step()
  }
  for (const [i, { id: known, name, guardianRefs, addedRefs }] of kids.entries()) {
    if (known === null) {
      const guardianIds = guardianRefs.map(idOf)
      // Kids of one family are shown in the order in which they were written down.
      const id = freshId('kid')
      await rows.kid(trx, { id, circleId, name, guardianIds, at: at + i })
      const homeRefs = new Set(guardianRefs.map((guardian) => homeOf.get(guardian) ?? ''))
      for (const familyId of homeRefs)
        if (!fresh.has(familyId)) await tell({ act: 'kid-added', familyId, kidId: id })
    } else {
      for (const ref of addedRefs) {
        const guardianId = idOf(ref)
        const familyId = idOf(homeOf.get(ref) ?? '')
        if (await isOwnGain(trx, by.guardianId, { kidId: known, guardianId, familyId })) throw new OwnFamily()
        await trx.insertInto('kid_guardians').values({ kid_id: known, guardian_id: guardianId }).execute()
        // Of no family: the kid's homes read of it by the kid, and not whose the new one is.
        await tell({ act: 'kid-linked', guardianId, kidId: known })
      }
    }
    await step()
  }
  await progress(of, of)
}
