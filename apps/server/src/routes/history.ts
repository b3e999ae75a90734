import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import { can } from '@sidegate/core/roles'
import type { Context, TypedResponse } from 'hono'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse, signedIn } from '../middleware.ts'
import { historyFor, pointFor } from '../projections/history.ts'
import { command, commandOf, invalid } from './command.ts'

const nothing = v.object({})
// One line in the list of points.
const MAX_POINT_NOTE = 80
const pointSchema = v.object({
  note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MAX_POINT_NOTE)), ''),
})

const page = (c: Context) => `/hangout/${encodeURIComponent(c.req.param('hangoutId') ?? '')}`
const nothingBody = command(nothing, () => ({}), page)
const pointBody = command(pointSchema, ({ key: _, ...form }) => form, page)

// Ids of changes count up from 1.
const CHANGE_ID = /^[1-9][0-9]{0,14}$/
const toChangeId = (text: string | undefined) => (text && CHANGE_ID.test(text) ? Number(text) : null)

/** The list of a plan's changes with undo of one's own; restore points for its hosts. */
export function historyRoutes({ store, documents, history, partIn, live, now }: AppDeps) {
  /** null: not there for this viewer. `for`: what only hosts may. */
  async function enter(session: Session, hangoutId: string) {
    const hangout = await store.hangouts.find(session, hangoutId)
    const membership = hangout && (await partIn(session, { kind: 'plan', id: hangoutId }))
    const address = membership && (await documents.current('plan', hangoutId))
    if (!hangout || !membership || !address) return null
    const own = new Set(await store.documents.recordsOf('plan', hangoutId, session.familyId))
    const { over: _, ...actor } = membership
    // Whose a record is that isn't one's own is nobody's business.
    const familyOf = (record: string) => (own.has(record) ? session.familyId : 'another')
    const { state } = hangout.card
    const rights = { actor, over: isClosed(state), familyOf }
    return { hangout, address, actor, rights, closed: state === 'off' ? ('off' as const) : ('over' as const) }
  }

  async function enterAsHost(session: Session, hangoutId: string) {
    const entered = await enter(session, hangoutId)
    return entered && can(entered.actor, 'restore hangout') ? entered : null
  }

  return new Hono<AppEnv>()
    .get('/hangouts/:hangoutId/history', signedIn(), async (c) => {
      const session = c.get('session')
      const entered = await enter(session, c.req.param('hangoutId'))
      const content = entered && (await documents.readPlan(entered.address))
      if (!entered || !content) return refuse(c, 'not-found')
      const { hangout, address, rights } = entered
      const viewer = { guardianId: session.guardianId, part: hangout.part, rights, epoch: address.epoch }
      return ok(c, await historyFor(store, hangout.id, content, viewer, toChangeId(c.req.query('before'))))
    })
    .post('/hangouts/:hangoutId/history/:changeId/undo', signedIn(page), nothingBody, async (c) => {
      const session = c.get('session')
      const entered = await enter(session, c.req.param('hangoutId'))
      const changeId = toChangeId(c.req.param('changeId'))
      const change =
        entered && changeId !== null ? await store.history.change('plan', entered.hangout.id, changeId) : null
      // Somebody else's answers as one that isn't there.
      if (!entered || change?.guardianId !== session.guardianId) return refuse(c, 'not-found')
      if (entered.rights.over) return refuse(c, entered.closed)
      const { address, hangout, rights } = entered
      const given = await commandOf(
        c,
        session,
        store.commandDigest({ undo: changeId, hangoutId: hangout.id }),
        now(),
      )
      const outcome = await history.undo(address, given, change, rights)
      if (outcome === 'key-reused') return invalid({ key: 'reused' })
      if (outcome === 'changed-since') return refuse(c, 'changed-since')
      if (outcome === 'not-yours') return refuse(c, 'not-found')
      if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now')
      return ok(c, {})
    })
    .post('/hangouts/:hangoutId/restore-points', signedIn(page), pointBody, async (c) => {
      const session = c.get('session')
      const entered = await enterAsHost(session, c.req.param('hangoutId'))
      if (!entered) return refuse(c, 'not-found')
      const { note } = c.req.valid('json')
      const { address, hangout } = entered
      const given = await commandOf(
        c,
        session,
        store.commandDigest({ keep: note, hangoutId: hangout.id }),
        now(),
      )
      const { outcome, pointId } = await history.keepPoint(address, given, note || null)
      if (outcome === 'key-reused') return invalid({ key: 'reused' })
      if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now')
      return created(c, { id: pointId })
    })
    .get('/hangouts/:hangoutId/restore-points/:pointId', signedIn(), async (c) => {
      const entered = await enterAsHost(c.get('session'), c.req.param('hangoutId'))
      const preview = entered && (await history.preview(entered.address, c.req.param('pointId')))
      if (!preview) return refuse(c, 'not-found')
      return ok(c, { point: await pointFor(store, preview.point), returns: preview.returns.map(shortened) })
    })
    .post('/hangouts/:hangoutId/restore-points/:pointId/restore', signedIn(page), nothingBody, async (c) => {
      const session = c.get('session')
      const entered = await enterAsHost(session, c.req.param('hangoutId'))
      const pointId = c.req.param('pointId')
      const point = entered && (await store.history.point('plan', entered.hangout.id, pointId))
      if (!entered || !point) return refuse(c, 'not-found')
      if (entered.rights.over) return refuse(c, entered.closed)
      const { address, hangout } = entered
      const given = await commandOf(
        c,
        session,
        store.commandDigest({ restore: pointId, hangoutId: hangout.id }),
        now(),
      )
      const { outcome, restored } = await history.restore(address, given, pointId)
      if (outcome === 'key-reused') return invalid({ key: 'reused' })
      if (outcome === 'not-saved' || outcome === 'not-found') return refuse(c, 'not-now')
      live.deletionChanged(hangout.id)
      return ok(c, { restored })
    })
}

// As long as a note.
const MOST_WORDS = 500
const shortened = <T extends { kept: unknown }>(given: T): T =>
  typeof given.kept === 'string' ? { ...given, kept: given.kept.slice(0, MOST_WORDS) } : given

function created<T extends object>(c: Context, body: T): Response & TypedResponse<T, 201, 'json'> {
  const response: Response = c.body(JSON.stringify(body), 201, { 'Content-Type': 'application/json' })
  return response as Response & TypedResponse<T, 201, 'json'>
}
