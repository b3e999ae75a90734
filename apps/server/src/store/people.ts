/** Writes people and hangouts for the first time: circles, families, guardians, kids, lists, answers, votes. */

import { isZone } from '@sidegate/core/dates'
import { planCard } from '@sidegate/core/hangouts/plan-card'
import type { SampleCircle, SampleHangout } from '@sidegate/core/testing/room-12'
import type { Kysely } from 'kysely'
import type { Names } from './names.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface PeopleStore {
  /**
   * Records of a whole circle in one transaction, everybody in. Documents are founded beside it. Throws when a zone,
   * the circle's or a hangout's, does not exist.
   */
  addCircle(circle: SampleCircle, at: number): Promise<void>
  isEmpty(): Promise<boolean>
}

export function createPeopleStore(db: Kysely<Database>, vault: Vault, names: Names): PeopleStore {
  return {
    async isEmpty() {
      return (await db.selectFrom('circles').select('id').limit(1).executeTakeFirst()) === undefined
    },

    addCircle: (circle, at) =>
      db.transaction().execute(async (trx) => {
        const { id, name, zone, orderSeed } = circle
        checkZone(zone)
        await trx
          .insertInto('circles')
          .values({ id, name, zone, order_seed: orderSeed, created_at: at })
          .execute()
        await addFamilies(trx, circle, at)
        await addKids(trx, circle, at)
        for (const hangout of circle.hangouts) await addHangout(trx, circle.id, hangout, at)
        for (const { ideaId, guardianId } of circle.votes)
          await trx
            .insertInto('votes')
            .values({ circle_id: id, idea_id: ideaId, guardian_id: guardianId, voted_at: at })
            .execute()
      }),
  }

  async function addFamilies(trx: Kysely<Database>, circle: SampleCircle, at: number) {
    const keysByFamily = new Map<string, Uint8Array>()
    for (const { id, name, countedOnly } of circle.families) {
      const wrapped = vault.newKey(id)
      keysByFamily.set(id, wrapped)
      await trx
        .insertInto('data_keys')
        .values({ subject_id: id, subject: 'family', wrapped, created_at: at })
        .execute()
      await trx
        .insertInto('families')
        .values({
          id,
          circle_id: circle.id,
          name: names.seal.family(id, wrapped, name),
          counted_only: countedOnly ? 1 : 0,
          created_at: at,
        })
        .execute()
    }
    for (const { id, name, familyId, organizer, operator } of circle.guardians) {
      const wrapped = keysByFamily.get(familyId)
      if (!wrapped) throw new Error(`guardian ${id} has no family`)
      await trx
        .insertInto('guardians')
        .values({
          id,
          family_id: familyId,
          name: names.seal.guardian(id, familyId, wrapped, name),
          organizer: organizer ? 1 : 0,
          operator: operator ? 1 : 0,
          joined_at: at,
          created_at: at,
        })
        .execute()
    }
  }

  async function addKids(trx: Kysely<Database>, circle: SampleCircle, at: number) {
    for (const [i, { id, name, guardianIds }] of circle.kids.entries()) {
      const wrapped = vault.newKey(id)
      await trx
        .insertInto('data_keys')
        .values({ subject_id: id, subject: 'kid', wrapped, created_at: at })
        .execute()
      await trx
        .insertInto('kids')
        // Kids of one family are shown in the order in which they were written down.
        .values({ id, circle_id: circle.id, name: names.seal.kid(id, wrapped, name), created_at: at + i })
        .execute()
      for (const guardianId of guardianIds)
        await trx.insertInto('kid_guardians').values({ kid_id: id, guardian_id: guardianId }).execute()
    }
  }
}

async function addHangout(trx: Kysely<Database>, circleId: string, hangout: SampleHangout, at: number) {
  const card = planCard(hangout.plan.frame)
  checkZone(card.zone)
  await trx
    .insertInto('hangouts')
    .values({
      id: hangout.id,
      circle_id: circleId,
      title: card.title,
      starts_at: card.startsAt,
      ends_at: card.endsAt,
      zone: card.zone,
      area: card.area,
      cost_band: card.costBand,
      state: card.state,
      drawing: card.drawing,
      whole_circle: hangout.wholeCircle ? 1 : 0,
      created_at: at,
    })
    .execute()
  for (const { familyId, part } of hangout.hosts)
    await trx
      .insertInto('hangout_hosts')
      .values({ hangout_id: hangout.id, family_id: familyId, part })
      .execute()
  for (const kidId of hangout.kidIds)
    await trx.insertInto('list_entries').values({ hangout_id: hangout.id, kid_id: kidId }).execute()
  for (const { kidId, familyId, guardianId, answer } of hangout.answers)
    await trx
      .insertInto('rsvps')
      .values({
        hangout_id: hangout.id,
        kid_id: kidId,
        family_id: familyId,
        answer,
        guardian_id: guardianId,
        answered_at: at,
      })
      .execute()
}

/** A schema sees only a zone's looks; what is founded in one that no machine knows would show wrong times for ever. */
function checkZone(zone: string) {
  if (!isZone(zone)) throw new Error(`there is no zone ${zone}`)
}
