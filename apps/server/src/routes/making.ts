import { randomBytes } from 'node:crypto'
import { planToUpdate, playToUpdate } from '@sidegate/core/documents/first-content'
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import { makeHangoutSchema } from '@sidegate/core/hangouts/make-hangout'
import { planCard } from '@sidegate/core/hangouts/plan-card'
import { firstDraft } from '@sidegate/core/hangouts/templates'
import { newId, prefixedId } from '@sidegate/core/ids'
import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { inCircle } from '../auth/actor.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, isForm, ok, refuse, seeOther } from '../middleware.ts'
import { command, commandOf, invalid } from './command.ts'

const page = (c: Context) => `/circle/${encodeURIComponent(c.req.param('circleId') ?? '')}/new`
const makeBody = command(makeHangoutSchema, ({ key: _, ...form }) => form, page)

// More than a family plans at once, and few enough that nobody fills a circle's page.
const MOST_AHEAD = 20
const FIRST_EPOCH = 1

/** Making a hangout: a draft of one's own, with the whole circle on its list (house rule 2). Nobody hears of it yet. */
export function makingRoutes({ store, live, now }: AppDeps) {
  return new Hono<AppEnv>().post('/circles/:circleId/hangouts', confirmed(page), makeBody, async (c) => {
    const session = c.get('session')
    const circle = await store.circles.find(session.guardianId, c.req.param('circleId'))
    if (!circle || !can(inCircle(session), 'make hangout')) return refuse(c, 'not-found', page(c))
    const make = c.req.valid('json')
    const { zone } = circle
    if (hasEnded({ endsAt: make.endsAt, zone }, now())) {
      if (isForm(c)) return seeOther(c, `${page(c)}?problem=invalid`)
      return invalid({ startsAt: 'already-past' })
    }
    const given = await commandOf(c, session, store.commandDigest({ circleId: circle.id, make }), now())
    const draft = firstDraft(make, zone, () => newId(randomBytes(16)))
    const id = prefixedId('han', randomBytes(16))
    const address = (kind: 'plan' | 'play') => ({ kind, id, epoch: FIRST_EPOCH })
    const owned = draft.slots.map((slot) => ({ record: `slots/${slot.id}`, familyId: session.familyId }))
    const made = await store.making.make({
      id,
      circleId: circle.id,
      card: planCard(draft.frame),
      template: make.start,
      familyId: session.familyId,
      mostAhead: MOST_AHEAD,
      documents: [
        { address: address('plan'), update: planToUpdate(draft), owned },
        {
          address: address('play'),
          update: playToUpdate({ picks: [], jobs: [], jobClaims: [], words: [] }),
          owned: [],
        },
      ],
      command: given,
    })
    if (made === 'too-many') return refuse(c, 'too-many', page(c))
    if (made === 'key-reused') return refuse(c, 'invalid', page(c))
    live.cardChanged(made)
    return isForm(c) ? seeOther(c, `/hangout/${made}`) : ok(c, { id: made })
  })
}
