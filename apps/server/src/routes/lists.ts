import { changeListSchema } from '@sidegate/core/hangouts/list-command'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther, signedIn } from '../middleware.ts'
import { listFor } from '../projections/list.ts'
import { command, commandOf, invalid } from './command.ts'
import { hangoutAs, hangoutPage } from './hangout-as.ts'

const page = hangoutPage('/hosts')

/** A form's boxes: `kid.<id>` is ticked, `was.<id>` says that it was when the page was made. */
const listBody = command(
  changeListSchema,
  (form) => {
    const ids = (field: string) =>
      Object.keys(form).flatMap((name) => (name.startsWith(field) ? [name.slice(field.length)] : []))
    const [ticked, were] = [new Set(ids('kid.')), new Set(ids('was.'))]
    return {
      add: [...ticked].filter((id) => !were.has(id)),
      remove: [...were].filter((id) => !ticked.has(id)),
    }
  },
  page,
)

/** Who is asked, for the hosts' eyes and hands alone. */
export function listRoutes({ store, live, now }: AppDeps) {
  return new Hono<AppEnv>()
    .get('/hangouts/:hangoutId/list', signedIn(), async (c) => {
      const hangout = await hangoutAs(store, c.get('session'), c.req.param('hangoutId'), 'edit list')
      const list = hangout && (await listFor(store, c.get('session'), hangout))
      return list ? ok(c, list) : refuse(c, 'not-found')
    })
    .post('/hangouts/:hangoutId/list', signedIn(page), listBody, async (c) => {
      const session = c.get('session')
      const hangout = await hangoutAs(store, session, c.req.param('hangoutId'), 'edit list')
      if (!hangout) return refuse(c, 'not-found', page(c))
      const { id, circleId, card } = hangout
      if (card.state === 'over') return refuse(c, 'over', page(c))
      const change = c.req.valid('json')
      const given = await commandOf(c, session, store.commandDigest({ hangoutId: id, change }), now())
      const outcome = await store.lists.change({ hangoutId: id, circleId, change, command: given })
      if (outcome === 'unknown-kid') return refuse(c, 'not-found', page(c))
      if (outcome === 'sent') {
        // Who was asked stays asked: taking a kid off would be telling it so.
        if (isForm(c)) return seeOther(c, `${page(c)}?problem=invalid`)
        return invalid({ remove: 'already-sent' })
      }
      if (outcome === 'key-reused') return refuse(c, 'invalid', page(c))
      live.cardChanged(id)
      if (isForm(c)) return seeOther(c, page(c))
      const changed = await store.hangouts.find(session, id)
      const list = changed && (await listFor(store, session, changed))
      return list ? ok(c, list) : refuse(c, 'not-found')
    })
}
