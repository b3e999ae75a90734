/** Writes a whole made-up circle: people, hangouts, lists, answers, votes. */

import { planCard } from '@sidegate/core/hangouts/plan-card'
import type { SampleCircle, SampleHangout } from '@sidegate/core/testing/room-12'
import type { Kysely } from 'kysely'
import { toldOf } from './hangout-mails.ts'
import { checkZone, type Rows } from './rows.ts'
import type { Database } from './schema.ts'

export interface PeopleStore {
  /**
   * Records of a whole circle in one transaction, everybody in. Documents are founded beside it. Throws when a zone,
   * the circle's or a hangout's, does not exist.
   */
  addCircle(circle: SampleCircle, at: number): Promise<void>
  isEmpty(): Promise<boolean>
}

export function createPeopleStore(db: Kysely<Database>, rows: Rows): PeopleStore {
  return {
    async isEmpty() {
      return (await db.selectFrom('circles').select('id').limit(1).executeTakeFirst()) === undefined
    },

    addCircle: (circle, at) =>
      db.transaction().execute(async (trx) => {
        const { id, name, zone, orderSeed } = circle
        await rows.circle(trx, { id, name, zone, orderSeed, at })
        for (const family of circle.families) await rows.family(trx, { ...family, circleId: id, at })
        for (const guardian of circle.guardians) await rows.guardian(trx, { ...guardian, joinedAt: at, at })
        // Kids of one family are shown in the order in which they were written down.
        for (const [i, kid] of circle.kids.entries())
          await rows.kid(trx, { ...kid, circleId: id, at: at + i })
        for (const hangout of circle.hangouts) await addHangout(trx, id, hangout, at)
        for (const { ideaId, guardianId } of circle.votes)
          await trx
            .insertInto('votes')
            .values({ circle_id: id, idea_id: ideaId, guardian_id: guardianId, voted_at: at })
            .execute()
      }),
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
      sent_at: card.state === 'draft' ? null : at,
      told: card.state === 'draft' ? null : toldOf(card),
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
