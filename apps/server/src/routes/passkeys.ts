/** Passkeys: made on a confirmed device, and a way in from anywhere. Browsers need scripts for them, so these are JSON. */
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { attemptOf, beginAttempt, endAttempt } from '../auth/attempt.ts'
import { deviceLabel } from '../auth/device-label.ts'
import {
  passkeyHostOf,
  registrationOptions,
  registrationSchema,
  signInOptions,
  signInSchema,
  verifyRegistration,
  verifySignIn,
} from '../auth/passkeys.ts'
import { holdsOffice, type Session, type Visit } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isProved, ok, refuse } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { CHALLENGE_LIVES } from '../store/passkeys.ts'
import { hashToken } from '../store/tokens.ts'
import { comingFields, knockOf, networkFrom, welcome } from './came-in.ts'
import { command } from './command.ts'

const nowhere = () => '/in'
const addBody = command(registrationSchema, (form) => form, nowhere)
const enterBody = command(v.object({ ...signInSchema.entries, ...comingFields }), (form) => form, nowhere)

interface MakingEnv {
  Bindings: AppEnv['Bindings']
  Variables: { visit: Visit; session: Session; host: string; own: Session[] }
}

export function passkeyRoutes(deps: AppDeps) {
  const { store, publicUrl, now } = deps
  const byAddress = createRateLimit({ perMinute: deps.linkOpeningsPerMinute, now })

  const slowly = createMiddleware<AppEnv>(async (c, next) => {
    if (!byAddress.take(networkFrom(c, deps))) return refuse(c, 'too-fast')
    await next()
  })

  /** Lets pass who may have one made on this device; `own`: for whom. */
  const mayMake = createMiddleware<MakingEnv>(async (c, next) => {
    const visit = c.get('visit') as Visit | null
    if (!visit) return refuse(c, 'signed-out')
    const own = visit.guardians.filter(({ confirmed }) => confirmed)
    if (own.length === 0) return refuse(c, 'confirm-first')
    // Who may do something for others shows anew who they are, before another key opens the same.
    const mustShow = own.some((session) => holdsOffice(session) && !isProved(session, now()))
    if (mustShow) return refuse(c, 'prove-again')
    const host = await passkeyHost(deps)
    if (host === null) return refuse(c, 'not-found')
    c.set('own', own)
    c.set('host', host)
    await next()
  })

  return new Hono<AppEnv>()
    .post('/passkeys/options', slowly, mayMake, async (c) => {
      const own = c.get('own')
      const [first] = own as [Session, ...Session[]] // mayMake
      const { name } = await store.circles.guardian(first.guardianId)
      const options = await registrationOptions({
        host: c.get('host'),
        houseName: (await store.installation()).name,
        guardianName: name,
        known: await store.passkeys.ofGuardians(own.map(({ guardianId }) => guardianId)),
      })
      const { challenge } = options
      await store.passkeys.keepChallenge({ holder: first.sessionId, purpose: 'add', challenge, at: now() })
      return ok(c, options)
    })
    .post('/passkeys', slowly, mayMake, addBody, async (c) => {
      const [own, host] = [c.get('own'), c.get('host')]
      const holder = c.get('visit').sessionId
      const challenge = await store.passkeys.takeChallenge({ holder, purpose: 'add', at: now() })
      if (challenge === null) return refuse(c, 'expired')
      const expected = { challenge, origin: publicUrl, host }
      const passkey = await verifyRegistration(c.req.valid('json'), expected)
      if (!passkey) return refuse(c, 'invalid')
      const guardianIds = own.map(({ guardianId }) => guardianId)
      const device = deviceLabel(c.req.header('user-agent'))
      const added = await store.passkeys.add({ ...passkey, guardianIds, host, device, at: now() })
      if (added !== 'added') return refuse(c, 'invalid')
      deps.live.devicesChanged(guardianIds)
      return ok(c, { added: true as const })
    })
    .post('/passkeys/sign-in/options', slowly, async (c) => {
      const host = await passkeyHost(deps)
      if (host === null) return refuse(c, 'not-found')
      const options = await signInOptions(host)
      const holder = holderOf(beginAttempt(c, 'passkey', publicUrl, CHALLENGE_LIVES))
      const { challenge } = options
      await store.passkeys.keepChallenge({ holder, purpose: 'enter', challenge, at: now() })
      return ok(c, options)
    })
    .post('/passkeys/sign-in', slowly, enterBody, async (c) => {
      const { to, also, ...response } = c.req.valid('json')
      const host = await passkeyHost(deps)
      const attempt = attemptOf(c, 'passkey', publicUrl)
      if (host === null || !attempt) return refuse(c, 'expired')
      const holder = holderOf(attempt)
      const challenge = await store.passkeys.takeChallenge({ holder, purpose: 'enter', at: now() })
      if (challenge === null) return refuse(c, 'expired')
      // An unknown key, a wrong signature and a guardian who left are one answer.
      const passkey = await store.passkeys.find(Buffer.from(response.id, 'base64url'))
      const verified =
        passkey && (await verifySignIn(response, passkey, { challenge, origin: publicUrl, host }))
      if (!passkey || !verified) return refuse(c, 'invalid')
      const knock = knockOf(c, deps, { also })
      const counter = { before: passkey.counter, now: verified.counter }
      const cameIn = await store.passkeys.comeIn(passkey.id, counter, knock.coming)
      if (!cameIn) return refuse(c, 'invalid')
      endAttempt(c, 'passkey', publicUrl)
      return ok(c, { to: await welcome(c, deps, knock, cameIn, to) })
    })
}

/** By which host passkeys are made and asked for; null: not here, or the house has moved from where its passkeys are. */
export async function passkeyHost({
  store,
  publicUrl,
}: Pick<AppDeps, 'store' | 'publicUrl'>): Promise<string | null> {
  const host = passkeyHostOf(publicUrl)
  const { passkeyHost: fixed } = await store.installation()
  return fixed === null || fixed === host ? host : null
}

const holderOf = (attempt: string) => Buffer.from(hashToken(attempt)).toString('base64url')
