import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok } from '../middleware.ts'
import { runsCircle, runsHouse } from './offices.ts'

const PAGE = 50

const auditQuery = createMiddleware<
  AppEnv,
  string,
  { in: { query: { before?: string } }; out: { query: Record<string, string> } }
>((_, next) => next())

/** Who did what to whom: a circle's for its organizers, the house's for who operates it. */
export const adminAuditRoutes = ({ store }: AppDeps) =>
  new Hono<AppEnv>()
    .get('/admin/circles/:circleId/audit', runsCircle(), auditQuery, async (c) => {
      const { guardianId: reader } = c.get('session')
      const before = lineOf(c.req.query('before'))
      const circleId = c.req.param('circleId')
      return ok(c, await store.auditLog.ofCircle({ circleId, reader, before, limit: PAGE }))
    })
    .get('/admin/audit', runsHouse(), auditQuery, async (c) =>
      ok(c, await store.auditLog.ofHouse({ before: lineOf(c.req.query('before')), limit: PAGE })),
    )

const lineOf = (text: string | undefined) => (text && /^\d{1,15}$/.test(text) ? Number(text) : null)
