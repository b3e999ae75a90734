/** News over server-sent events, as both lines of them run: `/api/live`, and the waiting room's own. */
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { momentNow } from '../recent-news.ts'

const HEARTBEAT = 25_000
// Then the reader comes back by itself, and what it may hear is asked anew.
const LONGEST = 60 * 60 * 1000
// A reader this far behind is better off asking anew.
const MAX_WAITING = 100

/** What a stream is joined with; `end` may be called more than once. */
export interface Line {
  /** The reader knows what was told until then (`momentNow`); NaN: nobody knows. */
  since: number
  send(event: { event: string; data: unknown }): void
  end(): void
}

/** Runs until the page is closed, `end` is called, or an hour is over. `join` returns the way to leave. */
export function newsStream(c: Context, join: (line: Line) => () => void): Response {
  // A proxy that collects the answer would hold back the news.
  c.header('X-Accel-Buffering', 'no')
  return streamSSE(c, async (stream) => {
    const ended = Promise.withResolvers<void>()
    const end = () => ended.resolve()
    const write = writer(stream, end)
    stream.onAbort(end)
    const here = () => write(': here\n\n')
    const leave = join({
      since: momentNow() - ageIn(c.req.query('age')),
      send: ({ event, data }) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      end,
    })
    // At once, so that the reader knows that it is connected; then it keeps proxies from closing the stream.
    here()
    const beat = setInterval(here, HEARTBEAT)
    const enough = setTimeout(end, LONGEST)
    try {
      await ended.promise
    } finally {
      clearInterval(beat)
      clearTimeout(enough)
      leave()
    }
  })
}

/** How old a page's facts are, in ms; who does not say may have missed anything. */
const ageIn = (text: string | undefined) => (text && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN)

function writer(stream: SSEStreamingApi, end: () => void) {
  let waiting = 0
  return (text: string) => {
    if (++waiting > MAX_WAITING) return end()
    stream.write(text).then(() => {
      waiting--
    }, end)
  }
}
