import { HELPS, helpsSchema } from '@sidegate/core/hangouts/helps'
import { can } from '@sidegate/core/roles'
import { Hono } from 'hono'
import { actorIn } from '../auth/actor.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther, signedIn } from '../middleware.ts'
import { command, commandOf } from './command.ts'
import { hangoutPage } from './hangout-as.ts'

const page = hangoutPage('/helps')
const helpsBody = command(
  helpsSchema,
  ({ kidId, ...form }) => ({ kidId, helps: HELPS.filter((help) => form[`help.${help}`] !== undefined) }),
  page,
)

/** Private helps for one's own kid who is going: the hosts read them, and nobody else. */
export function helpRoutes({ store, live, now }: AppDeps) {
  return new Hono<AppEnv>().post('/hangouts/:hangoutId/helps', signedIn(page), helpsBody, async (c) => {
    const session = c.get('session')
    const hangout = await store.hangouts.find(session, c.req.param('hangoutId'))
    if (!hangout) return refuse(c, 'not-found', page(c))
    const { id, part, card } = hangout
    const { kidId, helps } = c.req.valid('json')
    const kidIds = (await store.answers.mine(session, [id])).map((own) => own.kidId)
    if (!can(actorIn(session, part, kidIds), 'answer for kid', { kidId }))
      return refuse(c, 'not-found', page(c))
    if (!session.confirmed) return refuse(c, 'confirm-first', page(c))
    if (card.state === 'over') return refuse(c, 'over', page(c))
    if (card.state === 'off') return refuse(c, 'off', page(c))
    const { familyId } = session
    const given = await commandOf(c, session, store.commandDigest({ hangoutId: id, kidId, helps }), now())
    const outcome = await store.answers.help({ hangoutId: id, familyId, kidId, helps, command: given })
    if (outcome === 'not-going') return refuse(c, 'changed-since', page(c))
    if (outcome === 'key-reused') return refuse(c, 'invalid', page(c))
    if (outcome === 'done') live.answersChanged({ hangoutId: id, familyId, coming: false })
    return isForm(c) ? seeOther(c, `${page(c)}?kept=1`) : ok(c, { kidId, helps })
  })
}
