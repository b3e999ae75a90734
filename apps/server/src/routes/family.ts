import { randomBytes } from 'node:crypto'
import { prefixedId } from '@sidegate/core/ids'
import {
  choicesSchema,
  contactSchema,
  countedSchema,
  inviteSchema,
  kidNameSchema,
  ownLineSchema,
} from '@sidegate/core/people/family-commands'
import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import * as v from 'valibot'
import { inCircle } from '../auth/actor.ts'
import { holdsOffice, type Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, isForm, isProved, ok, refuse, seeOther } from '../middleware.ts'
import { familyFor } from '../projections/family.ts'
import { typedCode } from '../store/code-rules.ts'
import { command, commandOf, invalid } from './command.ts'

const page = (c: Context) => `/family/${encodeURIComponent(c.req.param('circleId') ?? '')}`
const asSent = (form: Record<string, string>) => form
const nothing = v.object({})
const codeSchema = v.object({
  code: v.pipe(
    v.string(),
    v.transform((text) => typedCode(text) ?? ''),
    v.minLength(1, 'no-code'),
  ),
})

/**
 * One's own family in one circle: read and changed by its guardians alone, on a device that has shown whose it is. Each
 * command answers with the page as it is then.
 */
export function familyRoutes(deps: AppDeps) {
  const { store, live, mailing, publicUrl, now } = deps

  /** null when the circle is not this guardian's, or they may not change the family. */
  async function ownCircle(c: Context, session: Session): Promise<string | null> {
    const circle = await store.circles.find(session.guardianId, c.req.param('circleId') ?? '')
    return circle && can(inCircle(session), 'edit family') ? circle.id : null
  }

  async function done(c: Context, session: Session, what: string, more: object = {}) {
    live.familyChanged(session.familyId)
    if (isForm(c)) return seeOther(c, `${page(c)}?done=${what}#${what}`)
    const facts = await familyFor(deps, session, session.circleId)
    return facts ? ok(c, { ...facts, ...more }) : refuse(c, 'not-found')
  }

  return new Hono<AppEnv>()
    .get('/circles/:circleId/family', confirmed(), async (c) => {
      const family = await familyFor(deps, c.get('session'), c.req.param('circleId'))
      return family ? ok(c, family) : refuse(c, 'not-found')
    })
    .post(
      '/circles/:circleId/family/own-line',
      confirmed(page),
      command(ownLineSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        await store.family.say(session.familyId, c.req.valid('json').text, now())
        live.linesChanged(session.circleId)
        return done(c, session, 'own-line')
      },
    )
    .post(
      '/circles/:circleId/family/own-line-again',
      confirmed(page),
      command(nothing, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        if (!(await store.family.sayAgain(session.familyId, now()))) return refuse(c, 'not-found', page(c))
        live.linesChanged(session.circleId)
        return done(c, session, 'own-line-again')
      },
    )
    .post(
      '/circles/:circleId/family/own-line-back',
      confirmed(page),
      command(nothing, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        await store.family.say(session.familyId, null, now())
        live.linesChanged(session.circleId)
        return done(c, session, 'own-line-back')
      },
    )
    .post(
      '/circles/:circleId/family/me',
      confirmed(page),
      command(contactSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        const contacts = c.req.valid('json')
        // A code to the address proves who one is: who holds an office shows that first (P24).
        const { email } = await store.family.contacts(session.guardianId)
        if (email !== contacts.email && holdsOffice(session) && !isProved(session, now()))
          return refuse(c, 'prove-again', page(c))
        const given = { isMailing: mailing.settings !== null, at: now() }
        const reached = await store.family.reach(session.guardianId, contacts, given)
        if (reached === 'too-many') return refuse(c, reached, page(c))
        if (reached.renamed) live.rosterChanged(session.circleId)
        return done(c, session, 'me', { emailChanged: reached.email === 'changed' && email !== '' })
      },
    )
    .post(
      '/circles/:circleId/family/me/code',
      confirmed(page),
      command(codeSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        const outcome = await store.family.prove(session.guardianId, c.req.valid('json').code, now())
        if (outcome === 'wrong')
          return isForm(c) ? seeOther(c, `${page(c)}?problem=invalid#you`) : invalid({ code: 'wrong-code' })
        if (outcome !== 'done') return refuse(c, outcome, page(c))
        return done(c, session, 'me/code')
      },
    )
    .post(
      '/circles/:circleId/family/choices',
      confirmed(page),
      command(choicesSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        await store.family.choose(session.guardianId, c.req.valid('json'))
        return done(c, session, 'choices')
      },
    )
    .post(
      '/circles/:circleId/family/counted',
      confirmed(page),
      command(countedSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        await store.family.count(session.familyId, c.req.valid('json').counted === 'yes')
        // Others read their names, or a number, from now on.
        const hangouts = await store.hangouts.ofCircle(session, session.circleId)
        const mine = await store.answers.mine(
          session,
          hangouts.map(({ id }) => id),
        )
        for (const { hangoutId, answer } of mine)
          if (answer === 'going') live.answersChanged({ hangoutId, familyId: session.familyId, coming: true })
        return done(c, session, 'counted')
      },
    )
    .post(
      '/circles/:circleId/family/kids/:kidId',
      confirmed(page),
      command(kidNameSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        const { name } = c.req.valid('json')
        const kidId = c.req.param('kidId')
        const outcome = await store.family.renameKid(session.guardianId, kidId, name, now())
        if (outcome === 'not-found') return refuse(c, 'not-found', page(c))
        live.rosterChanged(session.circleId)
        return done(c, session, `kids/${kidId}`)
      },
    )
    .post(
      '/circles/:circleId/family/guardians',
      confirmed(page),
      command(inviteSchema, asSent, page),
      async (c) => {
        const session = c.get('session')
        if (!(await ownCircle(c, session))) return refuse(c, 'not-found', page(c))
        const { name, email } = c.req.valid('json')
        const id = prefixedId('gua', randomBytes(16))
        const digest = store.commandDigest({ family: session.familyId, invite: { name, email } })
        const given = await commandOf(c, session, digest, now())
        const made = await store.family.invite(session.guardianId, { id, name, email, command: given }, now())
        if (made === 'too-many') return refuse(c, 'too-many', page(c))
        if (made === 'key-reused') return refuse(c, 'invalid', page(c))
        // The link was in the first answer, and is kept nowhere.
        if (made === 'done-before') return done(c, session, 'guardians')
        live.rosterChanged(session.circleId)
        // A form comes back to a page by its address, and no address may hold a way in: there it is mailed, or the
        // organizer makes one.
        const invited = { name, link: `${publicUrl}/l/${made.token}`, mailed: made.mailed }
        return done(c, session, 'guardians', { invited })
      },
    )
}
