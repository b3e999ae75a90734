import { frameChanges, moveHangoutSchema } from '@sidegate/core/hangouts/frame-command'
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther, signedIn } from '../middleware.ts'
import { cardsFor } from '../projections/cards.ts'
import { command, commandOf, invalid } from './command.ts'
import { hangoutAs, hangoutPage } from './hangout-as.ts'

const page = hangoutPage()
const frameBody = command(moveHangoutSchema, ({ key: _, ...form }) => form, page)

/** Moving a hangout: the hosts' confirmed step (house rule 12). The server writes the frame and the card. */
export function frameRoutes({ store, documents, news, now }: AppDeps) {
  return new Hono<AppEnv>().post('/hangouts/:hangoutId/frame', signedIn(page), frameBody, async (c) => {
    const session = c.get('session')
    const hangout = await hangoutAs(store, session, c.req.param('hangoutId'), 'move hangout')
    const address = hangout && (await documents.current('plan', hangout.id))
    if (!hangout || !address) return refuse(c, 'not-found', page(c))
    if (hangout.card.state === 'over') return refuse(c, 'over', page(c))
    const move = c.req.valid('json')
    // By the clock of its zone: moved into the past it would be over at once, for good.
    if (hasEnded({ endsAt: move.endsAt, zone: hangout.card.zone }, now())) {
      if (isForm(c)) return seeOther(c, `${page(c)}?problem=invalid`)
      return invalid({ startsAt: 'already-past' })
    }
    const given = await commandOf(c, session, store.commandDigest({ hangoutId: hangout.id, move }), now())
    const outcome = await documents.commandPlan(address, given, (plan) => {
      const changes = frameChanges(plan.read().frame, move)
      plan.change((edit) => edit.frame.set(changes))
    })
    if (outcome === 'key-reused') return refuse(c, 'invalid', page(c))
    if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now', page(c))
    if (outcome === 'done') await news.tell(hangout.id)
    if (isForm(c)) return seeOther(c, page(c))
    const moved = await store.hangouts.find(session, hangout.id)
    const [card] = moved ? await cardsFor(store, session, [moved]) : []
    return card ? ok(c, { card }) : refuse(c, 'not-found')
  })
}
