/**
 * Where one is signed in, for the guardian alone: devices, links and passkeys, each taken away by itself. A device that
 * hasn't shown yet whose it is sees none of it, and confirms nothing, least of all itself.
 */
import type { Context } from 'hono'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { deviceMark } from '../auth/device-mark.ts'
import type { Session, Visit } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import type { EndedDevice } from '../store/ending.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { closeDevices, forgetDevice, replacePages } from './came-in.ts'
import { command } from './command.ts'

const PAGE = '/devices'
// Two phones and a tablet, and some that went to the wrong chat.
const OWN_LINKS = 5

const linkBody = command(
  v.optional(v.object({ circleId: v.optional(v.string()) }), {}),
  (form) => form,
  () => PAGE,
)

interface OwnEnv {
  Bindings: AppEnv['Bindings']
  Variables: { visit: Visit; session: Session; own: string[] }
}

/** Lets pass who is in wholly as somebody; `own`: as whom. */
const inWholly = createMiddleware<OwnEnv>(async (c, next) => {
  const visit = c.get('visit') as Visit | null
  if (!visit) return refuse(c, 'signed-out', PAGE)
  const own = visit.guardians.filter(({ confirmed }) => confirmed).map(({ guardianId }) => guardianId)
  if (own.length === 0) return refuse(c, 'confirm-first', PAGE)
  c.set('own', own)
  await next()
})

export function deviceRoutes(deps: AppDeps) {
  const { store, publicUrl, now } = deps
  const byGuardian = createRateLimit({ perMinute: OWN_LINKS, now })

  /** The page to go to: this one may have ended itself. */
  const closed = (c: Context, ended: readonly EndedDevice[], own: readonly string[]) => {
    closeDevices(deps, ended, own)
    const isOver = ended.some(({ id, rest }) => rest === 'nobody' && id === c.get('visit').sessionId)
    if (isOver) forgetDevice(c, deps)
    const page = isOver ? '/signed-out' : PAGE
    return isForm(c) ? seeOther(c, page) : ok(c, { to: page })
  }

  return new Hono<AppEnv>()
    .get('/devices', inWholly, async (c) => {
      const { sessionId } = c.get('visit')
      const { devices, links, passkeys } = await store.devices.list(c.get('own'), now() - SESSION_IDLE)
      return ok(c, {
        devices: devices.map((device) => ({
          ...device,
          current: device.id === sessionId,
          mark: device.level === 'full' ? null : deviceMark(device.id),
        })),
        links,
        passkeys,
      })
    })
    .post('/devices/others/end', inWholly, async (c) => {
      const own = c.get('own')
      return closed(c, await store.devices.endOthers(c.get('visit').sessionId, own, now()), own)
    })
    .post('/devices/:id/end', inWholly, async (c) => {
      const ended = await store.devices.end(c.req.param('id'), c.get('own'), now())
      return ended ? closed(c, [ended], c.get('own')) : refuse(c, 'not-found', PAGE)
    })
    .post('/devices/:id/confirm', inWholly, async (c) => {
      const id = c.req.param('id')
      const confirmedIds = await store.devices.confirm(id, c.get('own'), now())
      if (!confirmedIds) return refuse(c, 'not-found', PAGE)
      deps.live.devicesChanged(confirmedIds)
      replacePages(deps, id)
      return isForm(c) ? seeOther(c, PAGE) : ok(c, { to: PAGE })
    })
    .post('/links', inWholly, linkBody, async (c) => {
      const { circleId } = c.req.valid('json')
      const own = c.get('visit').guardians.filter(({ confirmed }) => confirmed)
      const session = circleId === undefined ? own[0] : own.find((one) => one.circleId === circleId)
      if (!session) return refuse(c, 'not-found', PAGE)
      if (!byGuardian.take(session.guardianId)) return refuse(c, 'too-fast', PAGE)
      const token = await store.links.issueOwn(session.guardianId, now())
      deps.live.devicesChanged([session.guardianId])
      return ok(c, { link: `${publicUrl}/l/${token}` })
    })
    .post('/links/:id/revoke', inWholly, async (c) => {
      const ended = await store.devices.revokeLink(c.req.param('id'), c.get('own'), now())
      return ended ? closed(c, ended, c.get('own')) : refuse(c, 'not-found', PAGE)
    })
    .post('/passkeys/:id/remove', inWholly, async (c) => {
      const isRemoved = await store.passkeys.remove(c.req.param('id'), c.get('own'), now())
      if (!isRemoved) return refuse(c, 'not-found', PAGE)
      deps.live.devicesChanged(c.get('own'))
      return isForm(c) ? seeOther(c, PAGE) : ok(c, { to: PAGE })
    })
}
