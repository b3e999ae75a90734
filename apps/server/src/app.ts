/** The HTTP API: middlewares, then a list of routes. Everything the outside can ask for is read here in one go. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { sameOrigin } from './auth/origin.ts'
import type { AppDeps, AppEnv } from './deps.ts'
import { logBug } from './log.ts'
import { readSession, requestLog } from './middleware.ts'
import { adminAuditRoutes } from './routes/admin-audit.ts'
import { adminCircleRoutes } from './routes/admin-circles.ts'
import { adminGuardianRoutes } from './routes/admin-guardians.ts'
import { adminHouseRoutes } from './routes/admin-house.ts'
import { adminPeopleRoutes } from './routes/admin-people.ts'
import { admissionRoutes } from './routes/admission.ts'
import { answerRoutes } from './routes/answers.ts'
import { circleRoutes } from './routes/circles.ts'
import { classLinkRoutes } from './routes/class-links.ts'
import { codeRoutes } from './routes/codes.ts'
import { deviceRoutes } from './routes/devices.ts'
import { familyRoutes } from './routes/family.ts'
import { frameRoutes } from './routes/frame.ts'
import { handOutRoutes } from './routes/hand-outs.ts'
import { hangoutRoutes } from './routes/hangouts.ts'
import { healthRoutes } from './routes/health.ts'
import { helpRoutes } from './routes/helps.ts'
import { historyRoutes } from './routes/history.ts'
import { hostStepRoutes } from './routes/host-steps.ts'
import { houseRoutes } from './routes/house.ts'
import { importRoutes, isClassList } from './routes/import.ts'
import { joinRoutes } from './routes/joining.ts'
import { leavingRoutes } from './routes/leaving.ts'
import { likeRoutes } from './routes/likes.ts'
import { linkRoutes } from './routes/links.ts'
import { listRoutes } from './routes/lists.ts'
import { liveRoutes } from './routes/live.ts'
import { makingRoutes } from './routes/making.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { posterRoutes } from './routes/posters.ts'
import { sessionRoutes } from './routes/session.ts'
import { setupRoutes } from './routes/setup.ts'
import { toldRoutes } from './routes/told.ts'
import { visitRoutes } from './routes/visit.ts'
import { waitingRoutes } from './routes/waiting.ts'
import { weekRoutes } from './routes/week.ts'

// Commands are a few hundred bytes; an answer for every kid of a large family fits many times.
const MAX_BODY = 64 * 1024

const smallBody = bodyLimit({
  maxSize: MAX_BODY,
  onError: (c) => c.json({ error: 'invalid', fields: {} }, 413),
})

export function createApp(deps: AppDeps) {
  const app = new Hono<AppEnv>()
    .use(requestLog(deps))
    // A class list is larger; its own routes bound it, once they know who sends it.
    .use('/api/*', (c, next) => (isClassList(c.req.path) ? next() : smallBody(c, next)))
    .use('/api/*', sameOrigin(deps.publicUrl))
    .use('/api/*', readSession(deps))
    .route('/', healthRoutes(deps))
    .route('/api', houseRoutes(deps))
    .route('/api', linkRoutes(deps))
    .route('/api', setupRoutes(deps))
    .route('/api', codeRoutes(deps))
    .route('/api', deviceRoutes(deps))
    .route('/api', passkeyRoutes(deps))
    .route('/api', sessionRoutes(deps))
    .route('/api', visitRoutes(deps))
    .route('/api', weekRoutes(deps))
    .route('/api', circleRoutes(deps))
    .route('/api', familyRoutes(deps))
    .route('/api', leavingRoutes(deps))
    .route('/api', likeRoutes(deps))
    .route('/api', hangoutRoutes(deps))
    .route('/api', classLinkRoutes(deps))
    .route('/api', answerRoutes(deps))
    .route('/api', frameRoutes(deps))
    .route('/api', makingRoutes(deps))
    .route('/api', listRoutes(deps))
    .route('/api', hostStepRoutes(deps))
    .route('/api', helpRoutes(deps))
    .route('/api', toldRoutes(deps))
    .route('/api', historyRoutes(deps))
    .route('/api', liveRoutes(deps))
    .route('/api', adminCircleRoutes(deps))
    .route('/api', adminPeopleRoutes(deps))
    .route('/api', importRoutes(deps))
    .route('/api', adminGuardianRoutes(deps))
    .route('/api', adminAuditRoutes(deps))
    .route('/api', adminHouseRoutes(deps))
    .route('/api', handOutRoutes(deps))
    .route('/api', posterRoutes(deps))
    .route('/api', joinRoutes(deps))
    .route('/api', waitingRoutes(deps))
    .route('/api', admissionRoutes(deps))
  app.notFound((c) => c.json({ error: 'not-found' }, 404))
  app.onError((error, c) => {
    const id = logBug(deps.log, error, { method: c.req.method })
    return c.json({ error: 'internal', id }, 500)
  })
  return app
}

export type App = ReturnType<typeof createApp>
