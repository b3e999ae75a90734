import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok } from '../middleware.ts'
import { passkeyHost } from './passkeys.ts'

/** What everybody may know: whose house this is, and which ways lead in. */
export const houseRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/house', async (c) => {
    const { id, name, language, zone, setUpAt } = await deps.store.installation()
    return ok(c, {
      name,
      installation: id,
      language,
      zone,
      setUp: setUpAt !== null,
      mail: deps.mailing.settings !== null,
      passkeys: (await passkeyHost(deps)) !== null,
    })
  })
