import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { signedIn } from '../middleware.ts'
import { keepCookie } from './came-in.ts'
import { newsStream } from './news-stream.ts'

/** News for an open page, until it is closed, its session ends, or the server stops. */
export const liveRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/live', signedIn(), (c) => {
    const visit = c.get('visit')
    // Pages ask for it themselves, each time they are opened; most else comes from the server's own rendering.
    keepCookie(c, deps)
    return newsStream(c, ({ since, ...line }) => deps.live.join({ visit, ...line }, since))
  })
