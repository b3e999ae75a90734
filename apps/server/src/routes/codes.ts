/**
 * Coming in by six digits, mailed and typed in the browser that asked for them. Whether anybody has the address shows
 * in nothing that comes back, nor in when: same steps, same bytes, and no answer sooner than the work for a mail takes.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { emailAddress } from '@sidegate/core/people/names'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { attemptOf, beginAttempt, endAttempt } from '../auth/attempt.ts'
import { plainPath } from '../auth/paths.ts'
import type { Visit } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { CODE_LIVES, typedCode } from '../store/code-rules.ts'
import { comingFields, knockOf, networkFrom, welcome } from './came-in.ts'
import { command } from './command.ts'

/** A device that must still show whose it is stands on the page that asks it; everybody else on the page to come in. */
const unconfirmedOf = (visit: Visit | null) => visit?.guardians.find(({ confirmed }) => !confirmed)
const page = (c: Context) => (unconfirmedOf(c.get('visit')) ? '/are-you' : '/in')

/** Whose address it is that need not be typed: of whom this device is to be, or who must show anew who they are. */
const ownOf = (visit: Visit | null) =>
  unconfirmedOf(visit) ?? visit?.guardians.find(({ asleep }) => asleep) ?? visit?.guardians[0]

// 'own': to one's own address.
const askBody = command(
  v.union([
    v.object({ own: v.literal('1'), to: comingFields.to }),
    v.object({ email: emailAddress, to: comingFields.to }),
  ]),
  (form) => form,
  page,
)
const checkBody = command(
  v.object({ ...comingFields, code: v.pipe(v.string(), v.maxLength(40)) }),
  (form) => form,
  page,
)

/** ms: a known address takes a row more, which is a tenth of it. */
export const ANSWERED_AFTER = 40

const REASONS = { wrong: 'invalid', expired: 'expired', 'too-many': 'too-many' } as const

export function codeRoutes(deps: AppDeps) {
  const { store, mailing, publicUrl, now } = deps
  const byAddress = createRateLimit({ perMinute: deps.linkOpeningsPerMinute, now })
  const slowly = createMiddleware<AppEnv>(async (c, next) => {
    if (!byAddress.take(networkFrom(c, deps))) return refuse(c, 'too-fast', page(c))
    await next()
  })
  /** `&to=` is kept, so that the form that is shown next hands it on. */
  const asked = (c: Context, to: string | undefined, problem = '') => {
    const then = plainPath(to)
    return seeOther(c, `${page(c)}?sent=1${then ? `&to=${then}` : ''}${problem && `&problem=${problem}`}`)
  }

  return new Hono<AppEnv>()
    .post('/codes', slowly, askBody, async (c) => {
      const body = c.req.valid('json')
      if (!mailing.settings) return refuse(c, 'no-mail', page(c))
      const own = ownOf(c.get('visit'))
      if ('own' in body && !own) return refuse(c, 'signed-out', page(c))
      const attempt = beginAttempt(c, 'code', publicUrl, CODE_LIVES)
      const soonest = pause(ANSWERED_AFTER)
      const outcome =
        'email' in body
          ? await store.codes.ask({ email: body.email, attempt, at: now() })
          : await store.codes.askOwn({ guardianId: own?.guardianId ?? '', attempt, at: now() })
      await soonest
      if (outcome !== 'asked') return refuse(c, outcome, page(c))
      return isForm(c) ? asked(c, body.to) : c.json({ sent: true as const }, 202)
    })
    .post('/codes/check', slowly, checkBody, async (c) => {
      const { code: typed, to, also } = c.req.valid('json')
      const attempt = attemptOf(c, 'code', publicUrl)
      const knock = knockOf(c, deps, { also })
      const outcome = attempt
        ? // What isn't six digits is a wrong code, and a try.
          await store.codes.check({ attempt, code: typedCode(typed) ?? '', ...knock.coming })
        : 'expired'
      if (typeof outcome === 'string')
        return isForm(c) ? asked(c, to, REASONS[outcome]) : refuse(c, REASONS[outcome])
      endAttempt(c, 'code', publicUrl)
      const then = await welcome(c, deps, knock, outcome, to)
      return isForm(c) ? seeOther(c, then) : ok(c, { to: then })
    })
}
