import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok } from '../middleware.ts'

/** What everybody may know: whose house this is. */
export const houseRoutes = ({ store }: AppDeps) =>
  new Hono<AppEnv>().get('/house', async (c) => {
    const { id, name, language } = await store.installation()
    return ok(c, { name, installation: id, language })
  })
