import { hasEnded, isDayOver } from '@sidegate/core/hangouts/hangout-end'
import { addressSchema, cancelHangoutSchema, sendHangoutSchema } from '@sidegate/core/hangouts/host-steps'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther, signedIn } from '../middleware.ts'
import { command, commandOf, invalid } from './command.ts'
import { hangoutAs, hangoutPage } from './hangout-as.ts'

const plan = hangoutPage()
const hostsPage = hangoutPage('/hosts')
const cancelPage = hangoutPage('/cancel')
const addressPage = hangoutPage('/address')

const sendBody = command(sendHangoutSchema, () => ({}), hostsPage)
const cancelBody = command(cancelHangoutSchema, ({ off }) => ({ off: off !== 'no' }), cancelPage)
const addressBody = command(addressSchema, ({ address }) => ({ address }), addressPage)

/** The hosts' confirmed steps that everyone on the list hears of (house rule 12), and where it is (house rule 11). */
export function hostStepRoutes({ store, documents, news, live, now }: AppDeps) {
  return new Hono<AppEnv>()
    .post('/hangouts/:hangoutId/send', signedIn(hostsPage), sendBody, async (c) => {
      const session = c.get('session')
      const hangout = await hangoutAs(store, session, c.req.param('hangoutId'), 'send hangout')
      if (!hangout) return refuse(c, 'not-found', hostsPage(c))
      const { id, card } = hangout
      if (card.state === 'draft') {
        if (hasEnded(card, now())) return refuse(c, 'over', hostsPage(c))
        if (!(await store.lists.isAnybodyOn(id))) {
          if (isForm(c)) return seeOther(c, `${hostsPage(c)}?problem=invalid`)
          return invalid({ list: 'nobody' })
        }
      }
      const outcome = await documents.publishPlan(
        id,
        await commandOf(c, session, store.commandDigest({ send: id }), now()),
      )
      if (outcome === 'key-reused') return refuse(c, 'invalid', hostsPage(c))
      if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now', hostsPage(c))
      // 'not-a-draft': the other host was quicker, and what was wanted is so.
      await news.tell(id)
      return isForm(c) ? seeOther(c, `${hostsPage(c)}?sent=1`) : ok(c, { id })
    })
    .post('/hangouts/:hangoutId/cancel', signedIn(cancelPage), cancelBody, async (c) => {
      const session = c.get('session')
      const hangout = await hangoutAs(store, session, c.req.param('hangoutId'), 'cancel hangout')
      const address = hangout && (await documents.current('plan', hangout.id))
      if (!hangout || !address) return refuse(c, 'not-found', cancelPage(c))
      const { id, card } = hangout
      if (card.state === 'draft') return refuse(c, 'invalid', cancelPage(c))
      if (hasEnded(card, now())) return refuse(c, 'over', cancelPage(c))
      const { off } = c.req.valid('json')
      const given = await commandOf(c, session, store.commandDigest({ hangoutId: id, off }), now())
      const outcome = await documents.commandPlan(address, given, (document) => {
        const isOff = document.read().frame.state === 'off'
        if (isOff !== off) document.change((edit) => edit.frame.set({ state: off ? 'off' : 'sent' }))
      })
      if (outcome === 'key-reused') return refuse(c, 'invalid', cancelPage(c))
      if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now', cancelPage(c))
      await news.tell(id)
      return isForm(c) ? seeOther(c, plan(c)) : ok(c, { id, off })
    })
    .post('/hangouts/:hangoutId/address', signedIn(addressPage), addressBody, async (c) => {
      const session = c.get('session')
      const hangout = await hangoutAs(store, session, c.req.param('hangoutId'), 'write address')
      if (!hangout) return refuse(c, 'not-found', addressPage(c))
      const { id, card } = hangout
      if (isDayOver(card, now())) return refuse(c, 'over', addressPage(c))
      const { address } = c.req.valid('json')
      const { familyId } = session
      const given = await commandOf(c, session, store.commandDigest({ hangoutId: id, address }), now())
      const outcome = await store.addresses.write({ hangoutId: id, familyId, address, command: given })
      if (outcome === 'key-reused') return refuse(c, 'invalid', addressPage(c))
      live.cardChanged(id)
      return isForm(c) ? seeOther(c, addressPage(c)) : ok(c, { address })
    })
}
