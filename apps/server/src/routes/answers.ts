import { answersSchema } from '@sidegate/core/hangouts/answers'
import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { actorIn } from '../auth/actor.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther, signedIn } from '../middleware.ts'
import { comingFor } from '../projections/coming.ts'
import { waysFor } from '../projections/ways.ts'
import { command, commandOf } from './command.ts'

/** Where the form stands: on the plan, or among all that waits this week. */
const page = (c: Context) =>
  c.req.query('back') === 'week' ? '/week' : `/hangout/${encodeURIComponent(c.req.param('hangoutId') ?? '')}`

const FIELD = 'answer.'
const answersBody = command(
  answersSchema,
  (form) => ({
    answers: Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) =>
        name.startsWith(FIELD) && value !== '' ? [[name.slice(FIELD.length), value]] : [],
      ),
    ),
  }),
  page,
)

/** RSVPs for one's own kids, changeable until the hangout is over. */
export function answerRoutes({ store, live, now }: AppDeps) {
  return new Hono<AppEnv>().post('/hangouts/:hangoutId/answers', signedIn(page), answersBody, async (c) => {
    const session = c.get('session')
    const hangout = await store.hangouts.find(session, c.req.param('hangoutId'))
    if (!hangout) return refuse(c, 'not-found', page(c))
    const { answers } = c.req.valid('json')
    const asked = await store.answers.mine(session, [hangout.id])
    const kidIds = asked.map((own) => own.kidId)
    const actor = actorIn(session, hangout.part, kidIds)
    const isOwn = Object.keys(answers).every((kidId) => can(actor, 'answer for kid', { kidId }))
    if (!isOwn) return refuse(c, 'not-found', page(c))
    if (hangout.card.state === 'over') return refuse(c, 'over', page(c))
    if (hangout.card.state === 'off') return refuse(c, 'off', page(c))

    const viewer = { isHost: hangout.part !== 'guest', kidIds: new Set(kidIds) }
    // What guests see is compared, not what this family sees: their own counted kid is named to them alone.
    const asGuest = { isHost: false, kidIds: new Set<string>() }
    const before = comingFor(asGuest, await store.answers.listed(hangout.id))
    const outcome = await store.answers.answer({
      hangoutId: hangout.id,
      familyId: session.familyId,
      answers,
      command: await commandOf(c, session, store.commandDigest({ hangoutId: hangout.id, answers }), now()),
    })
    if (outcome === 'key-reused') return refuse(c, 'invalid', page(c))
    const listed = await store.answers.listed(hangout.id)
    const isComingChanged = JSON.stringify(before) !== JSON.stringify(comingFor(asGuest, listed))
    if (outcome === 'done')
      live.answersChanged({ hangoutId: hangout.id, familyId: session.familyId, coming: isComingChanged })
    if (isForm(c)) return seeOther(c, `${page(c)}?answered=1`)
    const mine = await store.answers.mine(session, [hangout.id])
    return ok(c, {
      mine: mine.map(({ kidId, name, answer }) => ({ kidId, name, answer })),
      ...comingFor(viewer, listed),
      ways: await waysFor(store, session, hangout, listed),
    })
  })
}
