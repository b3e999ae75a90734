/** Listens to `/api/live` as somebody. */
import { momentNow } from '../recent-news.ts'
import type { Asking } from './asking.ts'

export interface Stream {
  events: { event: string; data: unknown }[]
  /** Resolves once an event of this name has come. */
  heard(event: string): Promise<void>
  ended: Promise<void>
  leave(): void
}

/** What a page knows already: all until a moment, or until so many milliseconds ago. */
export type Known = { since: number } | { age: number }

/** Opens `/api/live`; resolves when the server has answered that it listens. Unless said otherwise, all until now is known. */
export async function openStream(who: Asking, known: Known = { since: momentNow() }): Promise<Stream> {
  const abort = new AbortController()
  const headers: Record<string, string> = who.cookie
    ? { Cookie: who.cookie }
    : { Authorization: `Bearer ${who.token}` }
  if ('since' in known) headers['Last-Event-ID'] = String(Math.floor(known.since))
  const path = 'age' in known ? `/api/live?age=${known.age}` : '/api/live'
  const response = await fetch(`${who.url}${path}`, { headers, signal: abort.signal })
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    throw new Error(await response.text())
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  const first = decoder.decode((await reader.read()).value, { stream: true })
  const events: Stream['events'] = []
  const waiting = new Map<string, () => void>()
  async function readOn() {
    let rest = first
    for (;;) {
      const whole = rest.split('\n\n')
      rest = whole.pop() ?? ''
      for (const block of whole) {
        const [, event, data] = /^id: \d+\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (!event || !data) continue
        events.push({ event, data: JSON.parse(data) })
        waiting.get(event)?.()
      }
      const { value, done } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
    }
  }
  return {
    events,
    async heard(event) {
      if (events.some((one) => one.event === event)) return
      await new Promise<void>((done) => waiting.set(event, done))
    },
    ended: readOn().catch((error: unknown) => {
      if (!abort.signal.aborted) throw error
    }),
    leave: () => abort.abort(),
  }
}
