import {
  correctFamilySchema,
  correctGuardianSchema,
  correctKidSchema,
  newFamilySchema,
  newGuardianSchema,
  newKidSchema,
} from '@sidegate/core/people/roster-commands'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse } from '../middleware.ts'
import { REACHED, type Reached } from '../store/reached.ts'
import type { NamedKind } from '../store/roster-changes.ts'
import { command, commandOf, invalid } from './command.ts'
import { runsCircle } from './offices.ts'

const PAGE = 50 // families; a class fits, and a screen holds ten
const MAX_SOUGHT = 100

/** What the typed client may ask; what is no such thing counts for nothing. */
const peopleQuery = createMiddleware<
  AppEnv,
  string,
  {
    in: { query: { q?: string; state?: string; after?: string; through?: string } }
    out: { query: Record<string, string> }
  }
>((_, next) => next())

const page = () => '/'
const asItIs = (form: Record<string, string>) => form
const newFamilyBody = command(newFamilySchema, asItIs, page)
const newGuardianBody = command(newGuardianSchema, asItIs, page)
const newKidBody = command(newKidSchema, asItIs, page)
const familyBody = command(correctFamilySchema, asItIs, page)
const guardianBody = command(correctGuardianSchema, asItIs, page)
const kidBody = command(correctKidSchema, asItIs, page)

/** Who is in a circle: for its organizers alone, and everything that they change about it by hand. */
export function adminPeopleRoutes({ store, live, now }: AppDeps) {
  const { rosterChanges } = store
  const inCircle = (c: Context, { guardianId }: Session) => ({
    circleId: c.req.param('circleId') ?? '',
    by: { guardianId, part: 'organizer' as const },
    at: now(),
  })

  async function rename(c: Context, session: Session, change: { kind: NamedKind; id: string; name: string }) {
    const given = { ...inCircle(c, session), ...change }
    if ((await rosterChanges.rename(given)) === 'not-found') return refuse(c, 'not-found')
    live.rosterChanged(given.circleId)
    return ok(c, { done: true })
  }

  return new Hono<AppEnv>()
    .get('/admin/circles/:circleId/people', runsCircle(), peopleQuery, async (c) => {
      const { q = '', state, after, through } = c.req.query()
      return ok(
        c,
        await store.roster.page({
          circleId: c.req.param('circleId'),
          q: q.slice(0, MAX_SOUGHT),
          reached: isReached(state) ? state : null,
          after: after ?? null,
          through: through ?? null,
          limit: PAGE,
        }),
      )
    })
    .get('/admin/circles/:circleId/families/:familyId', runsCircle(), async (c) => {
      const family = await store.roster.family(c.req.param('circleId'), c.req.param('familyId'))
      return family ? ok(c, family) : refuse(c, 'not-found')
    })
    .post('/admin/circles/:circleId/families', runsCircle(), newFamilyBody, async (c) => {
      const session = c.get('session')
      const given = { ...inCircle(c, session), ...c.req.valid('json') }
      const { language } = await store.installation()
      const { circleId } = given
      const digest = store.commandDigest({ circleId, family: c.req.valid('json') })
      const added = await rosterChanges.addFamily({
        ...given,
        language,
        command: await commandOf(c, session, digest, now()),
      })
      if (added === 'key-reused') return refuse(c, 'invalid')
      if (added === 'known-here') return invalid({ email: added })
      live.rosterChanged(given.circleId)
      return ok(c, added)
    })
    .post(
      '/admin/circles/:circleId/families/:familyId/guardians',
      runsCircle(),
      newGuardianBody,
      async (c) => {
        const given = inCircle(c, c.get('session'))
        const familyId = c.req.param('familyId')
        const added = await rosterChanges.addGuardian({ ...given, familyId, ...c.req.valid('json') })
        if (added === 'not-found') return refuse(c, added)
        if (added === 'known-here') return invalid({ email: added })
        live.rosterChanged(given.circleId)
        return ok(c, added)
      },
    )
    .post('/admin/circles/:circleId/families/:familyId/kids', runsCircle(), newKidBody, async (c) => {
      const given = inCircle(c, c.get('session'))
      const familyId = c.req.param('familyId')
      const added = await rosterChanges.addKid({ ...given, familyId, ...c.req.valid('json') })
      if (added === 'not-found') return refuse(c, added)
      live.rosterChanged(given.circleId)
      live.familyChanged(familyId)
      return ok(c, added)
    })
    .post('/admin/circles/:circleId/families/:familyId', runsCircle(), familyBody, (c) =>
      rename(c, c.get('session'), { kind: 'family', id: c.req.param('familyId'), ...c.req.valid('json') }),
    )
    .post('/admin/circles/:circleId/guardians/:guardianId', runsCircle(), guardianBody, (c) =>
      rename(c, c.get('session'), {
        kind: 'guardian',
        id: c.req.param('guardianId'),
        ...c.req.valid('json'),
      }),
    )
    .post('/admin/circles/:circleId/kids/:kidId', runsCircle(), kidBody, (c) =>
      rename(c, c.get('session'), { kind: 'kid', id: c.req.param('kidId'), ...c.req.valid('json') }),
    )
}

const isReached = (text: string | undefined): text is Reached => REACHED.some((state) => state === text)
