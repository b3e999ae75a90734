import { correctEmailSchema, freshLinkSchema, rolesSchema } from '@sidegate/core/people/roster-commands'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { endAccess, refreshAccess } from '../access-ends.ts'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, proved, refuse } from '../middleware.ts'
import { closeDevices } from './came-in.ts'
import { command, invalid } from './command.ts'
import { runsCircle } from './offices.ts'

const rolesBody = command(
  rolesSchema,
  (form) => form,
  () => '/',
)
const linkBody = command(
  freshLinkSchema,
  (form) => form,
  () => '/',
)

const emailBody = command(
  correctEmailSchema,
  (form) => form,
  () => '/',
)

/** What decides who is who in a circle, and so asks its organizer to have shown within the hour who they are. */
export function adminGuardianRoutes(deps: AppDeps) {
  const { store, live, publicUrl, now } = deps
  const inCircle = (c: Context, { guardianId }: Session) => ({
    circleId: c.req.param('circleId') ?? '',
    by: { guardianId, part: 'organizer' as const },
    at: now(),
  })

  /** Out at once, everywhere; but a circle is never left without an organizer, nor the house without an operator. */
  async function remove(c: Context, session: Session, guardianIds: readonly string[]) {
    const { by } = inCircle(c, session)
    if (guardianIds.length === 0) return refuse(c, 'not-found')
    // Else an organizer could shut the house's own door.
    if (!session.operator && (await store.roles.isOperatorAmong(guardianIds)))
      return invalid({ guardian: 'operates' })
    const ended = await endAccess(deps, { guardianIds, by })
    if (ended === 'last-organizer') return invalid({ organizer: ended })
    if (ended === 'last-operator') return invalid({ guardian: ended })
    return ok(c, { done: true })
  }

  return new Hono<AppEnv>()
    .post(
      '/admin/circles/:circleId/guardians/:guardianId/roles',
      runsCircle(),
      proved(deps),
      rolesBody,
      async (c) => {
        const guardianId = c.req.param('guardianId')
        const given = inCircle(c, c.get('session'))
        const changed = await store.roles.change({ ...given, guardianId, roles: c.req.valid('json') })
        if (changed === 'not-found') return refuse(c, changed)
        if (changed === 'last-organizer') return invalid({ organizer: changed })
        if (changed === 'own-office') return invalid({ safeguarding: changed })
        if (changed === 'changed') {
          await refreshAccess(deps, guardianId)
          live.rosterChanged(given.circleId)
        }
        return ok(c, { done: true })
      },
    )
    .post(
      '/admin/circles/:circleId/guardians/:guardianId/link',
      runsCircle(),
      proved(deps),
      linkBody,
      async (c) => {
        const session = c.get('session')
        const given = inCircle(c, session)
        const guardianId = c.req.param('guardianId')
        const { how, everywhere } = c.req.valid('json')
        const made = await store.handingOut.freshLink({
          ...given,
          how,
          // Else the link would be shown to somebody who was just shown out.
          everywhere: everywhere ? { but: session.sessionId } : null,
          guardianId,
          byOperator: session.operator,
        })
        if (made === 'not-found' || made === 'no-mail') return refuse(c, made)
        closeDevices(deps, made.ended, [guardianId])
        live.rosterChanged(given.circleId)
        return ok(c, { link: made.token === null ? null : `${publicUrl}/l/${made.token}` })
      },
    )
    .post(
      '/admin/circles/:circleId/guardians/:guardianId/email',
      runsCircle(),
      proved(deps),
      emailBody,
      async (c) => {
        const { circleId, guardianId } = c.req.param()
        const given = { ...inCircle(c, c.get('session')), guardianId, ...c.req.valid('json') }
        const corrected = await store.rosterChanges.correctEmail(given)
        if (corrected === 'not-found') return refuse(c, corrected)
        if (corrected !== 'done') return invalid({ email: corrected })
        live.rosterChanged(circleId)
        return ok(c, { done: true })
      },
    )
    .post('/admin/circles/:circleId/guardians/:guardianId/remove', runsCircle(), proved(deps), async (c) => {
      const { circleId, guardianId } = c.req.param()
      return remove(c, c.get('session'), await store.roles.guardiansIn(circleId, { guardianId }))
    })
    .post('/admin/circles/:circleId/families/:familyId/remove', runsCircle(), proved(deps), async (c) => {
      const { circleId, familyId } = c.req.param()
      return remove(c, c.get('session'), await store.roles.guardiansIn(circleId, { familyId }))
    })
    .post(
      '/admin/circles/:circleId/kids/:kidId/guardians/:guardianId',
      runsCircle(),
      proved(deps),
      async (c) => {
        const { kidId, guardianId } = c.req.param()
        const given = inCircle(c, c.get('session'))
        const linked = await store.rosterChanges.linkKid({ ...given, kidId, guardianId })
        if (linked === 'not-found') return refuse(c, linked)
        if (linked === 'own-family') return invalid({ guardian: linked })
        await refreshAccess(deps, guardianId)
        live.rosterChanged(given.circleId)
        return ok(c, { done: true })
      },
    )
    .post(
      '/admin/circles/:circleId/kids/:kidId/guardians/:guardianId/end',
      runsCircle(),
      proved(deps),
      async (c) => {
        const { kidId, guardianId } = c.req.param()
        const given = inCircle(c, c.get('session'))
        const ended = await store.rosterChanges.endKidLink({ ...given, kidId, guardianId })
        if (ended === 'not-found') return refuse(c, ended)
        if (ended === 'last-guardian') return invalid({ guardian: ended })
        // What they have open for this kid closes; everything else of theirs comes back by itself.
        await refreshAccess(deps, guardianId)
        for (const { hangoutId, wasGoing } of ended.taken)
          live.answersChanged({ hangoutId, familyId: ended.familyId, coming: wasGoing })
        live.rosterChanged(given.circleId)
        return ok(c, { done: true })
      },
    )
}
