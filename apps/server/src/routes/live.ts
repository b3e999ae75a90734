import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { AppDeps, AppEnv } from '../deps.ts'
import { signedIn } from '../middleware.ts'
import { keepCookie } from './came-in.ts'

const HEARTBEAT = 25_000
// Then the reader comes back by itself, and what its session may hear is asked anew.
const LONGEST = 60 * 60 * 1000
// A reader this far behind is better off asking anew.
const MAX_WAITING = 100

/** News for an open page, until it is closed, its session ends, or the server stops. */
export const liveRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/live', signedIn(), (c) => {
    const visit = c.get('visit')
    // Pages ask for it themselves, each time they are opened; most else comes from the server's own rendering.
    keepCookie(c, deps)
    // A proxy that collects the answer would hold back the news.
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const ended = Promise.withResolvers<void>()
      const write = writer(stream, ended.resolve)
      const leave = deps.live.join({
        visit,
        send: ({ event, data }) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
        end: ended.resolve,
      })
      stream.onAbort(ended.resolve)
      // At once, so that the reader knows that it is connected; then it keeps proxies from closing the stream.
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

function writer(stream: SSEStreamingApi, end: () => void) {
  let waiting = 0
  return (text: string) => {
    if (++waiting > MAX_WAITING) return end()
    stream.write(text).then(() => {
      waiting--
    }, end)
  }
}
