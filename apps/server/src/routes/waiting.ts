/**
 * The waiting room from inside: a device asks whether it may come in, hears it over a line of its own, and comes in.
 * It is told nothing else; who was turned away goes on waiting, as far as they can see.
 */
import type { Context } from 'hono'
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { streamSSE } from 'hono/streaming'
import { deviceLabel } from '../auth/device-label.ts'
import { cookieNameFor } from '../auth/session.ts'
import { waitingDevice } from '../auth/waiting-cookie.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther } from '../middleware.ts'
import type { CameIn } from '../store/entering.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, newToken } from '../store/tokens.ts'

const HEARTBEAT = 25_000
// Then the page comes back by itself.
const LONGEST = 60 * 60 * 1000

export function waitingRoutes(deps: AppDeps) {
  const { store, waitingNews, publicUrl, now } = deps

  const standing = async (c: Context) => {
    const device = waitingDevice(c, publicUrl)
    return device ? store.waiting.stateOf(device) : { state: 'none' as const, waitingIds: [] }
  }

  return new Hono<AppEnv>()
    .get('/waiting', async (c) => ok(c, { state: (await standing(c)).state }))
    .get('/waiting/live', async (c) => {
      const { waitingIds } = await standing(c)
      if (waitingIds.length === 0) return refuse(c, 'not-found')
      // A proxy that collects the answer would hold back the news.
      c.header('X-Accel-Buffering', 'no')
      return streamSSE(c, async (stream) => {
        const ended = Promise.withResolvers<void>()
        const write = (text: string) => void stream.write(text).catch(ended.resolve)
        const leave = waitingNews.join({
          waitingIds,
          letIn: () => write('event: in\ndata: {}\n\n'),
          end: ended.resolve,
        })
        stream.onAbort(ended.resolve)
        write(': here\n\n')
        const beat = setInterval(() => write(': here\n\n'), HEARTBEAT)
        const enough = setTimeout(ended.resolve, LONGEST)
        try {
          await ended.promise
        } finally {
          clearInterval(beat)
          clearTimeout(enough)
          leave()
        }
      })
    })
    .post('/waiting/enter', async (c) => {
      const device = waitingDevice(c, publicUrl)
      const pending = device ? await store.admission.pending(device) : []
      if (!device || pending.length === 0) return refuse(c, 'not-found', '/waiting')
      const token = newToken()
      const visit = c.get('visit')
      const before = visit?.by === 'cookie' ? visit : null
      // The same adult in a further circle; another guardian of the same circle is another adult.
      const also = pending.every(({ circleId, guardianId }) =>
        (before?.guardians ?? []).every((one) => one.circleId !== circleId || one.guardianId === guardianId),
      )
      const came = await store.admission.enter(device, {
        present: before?.sessionId ?? null,
        tokenHash: hashToken(token),
        device: deviceLabel(c.req.header('user-agent')),
        also,
        at: now(),
      })
      if (!came) return refuse(c, 'not-found', '/waiting')
      settleIn(deps, before?.sessionId ?? null, came, pending)
      setCookie(c, cookieNameFor(publicUrl), token, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure: publicUrl.startsWith('https:'),
        maxAge: SESSION_IDLE / 1000,
      })
      return isForm(c) ? seeOther(c, '/') : ok(c, { to: '/' })
    })
}

/** What the device had open comes back as whoever it is now, or ends, when it was another's. */
function settleIn(
  { live, closeSockets }: AppDeps,
  present: string | null,
  { before, further }: CameIn,
  came: readonly { circleId: string }[],
) {
  if (present !== null && before === 'goes-on') {
    closeSockets(present, 'replaced')
    live.sessionReplaced(present)
  } else if (present !== null) {
    closeSockets(present, 'ended')
    live.sessionEnded(present, 'another')
  }
  for (const { circleId } of came) live.rosterChanged(circleId)
  live.devicesChanged(further)
}
