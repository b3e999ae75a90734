import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import { isId } from '@sidegate/core/ids'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, proved, refuse } from '../middleware.ts'
import { isAhead } from '../projections/cards.ts'
import { printHandOuts } from '../store/hand-outs.ts'
import { householdsOf } from '../store/households.ts'
import { command, commandOf } from './command.ts'
import { runsCircle } from './offices.ts'

// More than the largest circle has.
const MAX_FAMILIES = 500

const handOutsSchema = v.object({
  families: v.union([
    v.literal('not-in'),
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.check((text) => isId('fam', text)),
        ),
      ),
      v.minLength(1),
      v.maxLength(MAX_FAMILIES),
    ),
  ]),
})
const handOutsBody = command(
  handOutsSchema,
  () => undefined,
  () => '/admin/',
)

/** What is printed: a fresh link for each guardian of the chosen families, seen here and never again. */
export const handOutRoutes = (deps: AppDeps) => {
  const { store, live, publicUrl, now } = deps
  return new Hono<AppEnv>()
    .get('/admin/circles/:circleId/hand-outs', runsCircle(), async (c) => {
      const { circleId } = c.get('session')
      const households = await householdsOf(store.sqlite.db, store.names, circleId)
      const hangouts = await store.watching.hangouts([circleId])
      return ok(c, {
        language: (await store.installation()).language,
        families: households.map(({ id, name, kids, guardians }) => ({
          id,
          name,
          kids: kids.map((kid) => kid.name),
          guardians: guardians.length,
          in: guardians.some((guardian) => guardian.in),
        })),
        /** To be named on a reply strip. */
        hangouts: hangouts
          .filter((hangout) => !isClosed(hangout.state) && isAhead(hangout, now()))
          .map(({ id, title, startsAt, endsAt }) => ({ id, title, startsAt, endsAt })),
      })
    })
    .post('/admin/circles/:circleId/hand-outs', runsCircle(), proved(deps), handOutsBody, async (c) => {
      const session = c.get('session')
      const { guardianId, circleId, operator } = session
      const { families } = c.req.valid('json')
      const handOuts = await printHandOuts(store.sqlite.db, store.names, {
        circleId,
        families: families === 'not-in' ? families : { familyIds: families },
        by: { guardianId, operator },
        command: await commandOf(c, session, store.commandDigest({ circleId, print: families }), now()),
        at: now(),
      })
      if (handOuts === 'key-reused') return refuse(c, 'invalid')
      if (handOuts === 'done-before') return refuse(c, 'changed-since')
      live.rosterChanged(circleId)
      const circle = await store.circles.find(guardianId, circleId)
      return ok(c, {
        house: (await store.installation()).name,
        circle: circle?.name ?? '',
        /** Whom a lost slip or a filled-in strip is brought to. */
        organizer: (await store.circles.guardian(guardianId)).name,
        families: handOuts.map(({ guardians, ...family }) => ({
          ...family,
          guardians: guardians.map(({ token, ...guardian }) => ({
            ...guardian,
            link: `${publicUrl}/l/${token}`,
          })),
        })),
      })
    })
}
