import { houseSettingsSchema, mailTestSchema } from '@sidegate/core/house-commands'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse } from '../middleware.ts'
import { houseHealth } from '../projections/house-health.ts'
import { createRateLimit } from '../rate-limit.ts'
import { command } from './command.ts'
import { runsHouse } from './offices.ts'

// By hand, with a look at what came of it.
const TESTS_PER_MINUTE = 5

const page = () => '/admin/house'
const noForm = () => undefined

/** The house itself, for operators: how it is, how it is called, and a mail to try. */
export function adminHouseRoutes(deps: AppDeps) {
  const { store, live, mailing, now } = deps
  const tests = createRateLimit({ perMinute: TESTS_PER_MINUTE, now })
  return new Hono<AppEnv>()
    .get('/admin/house', runsHouse(), async (c) => ok(c, await houseHealth(deps, c.env?.incoming)))
    .post('/admin/house', runsHouse(), command(houseSettingsSchema, noForm, page), async (c) => {
      const { guardianId } = c.get('session')
      await store.setup.change(c.req.valid('json'), { guardianId, part: 'operator' }, now())
      live.houseChanged()
      return ok(c, { changed: true })
    })
    .post('/admin/house/mail-test', runsHouse(), command(mailTestSchema, noForm, page), async (c) => {
      const { guardianId } = c.get('session')
      if (!mailing.settings) return refuse(c, 'no-mail')
      if (!tests.take(guardianId)) return refuse(c, 'too-fast')
      const { to, language } = c.req.valid('json')
      const delivery = await mailing.test(to, language)
      const fault = delivery && 'fault' in delivery ? delivery.fault : null
      await store.setup.noteMailTest({ guardianId, part: 'operator' }, fault, now())
      live.houseChanged()
      return ok(c, { fault })
    })
}
