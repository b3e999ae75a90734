/**
 * The waiting room from inside: a device asks whether it may come in, hears it over a line of its own, and comes in.
 * It is told nothing else; who was turned away goes on waiting, as far as they can see.
 */
import type { Context } from 'hono'
import { Hono } from 'hono'
import { waitingDevice } from '../auth/waiting-cookie.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther } from '../middleware.ts'
import { knockOf, welcome } from './came-in.ts'
import { newsStream } from './news-stream.ts'

export function waitingRoutes(deps: AppDeps) {
  const { store, waitingNews, publicUrl } = deps

  const standing = async (c: Context) => {
    const device = waitingDevice(c, publicUrl)
    return device ? store.waiting.stateOf(device) : { state: 'none' as const, waitingIds: [] }
  }

  return new Hono<AppEnv>()
    .get('/waiting', async (c) => ok(c, { state: (await standing(c)).state }))
    .get('/waiting/live', async (c) => {
      const { waitingIds } = await standing(c)
      if (waitingIds.length === 0) return refuse(c, 'not-found')
      return newsStream(c, ({ send, end }) => {
        const letIn = () => send({ event: 'in', data: {} })
        const leave = waitingNews.join({ waitingIds, letIn, end })
        // Said before anybody listened: since the page was asked for, or while the stream was cut.
        standing(c).then(({ state }) => state === 'in' && letIn(), end)
        return leave
      })
    })
    .post('/waiting/enter', async (c) => {
      const device = waitingDevice(c, publicUrl)
      if (!device) return refuse(c, 'not-found', '/waiting')
      // On a device that is in already it is the same adult in a further circle.
      const knock = knockOf(c, deps, { also: '1' })
      const came = await store.admission.enter(device, knock.coming)
      if (!came) return refuse(c, 'not-found', '/waiting')
      const to = await welcome(c, deps, knock, came, undefined)
      return isForm(c) ? seeOther(c, to) : ok(c, { to })
    })
}
