/** Listens to `/api/live` as somebody. */
import type { Asking } from './asking.ts'

export interface Stream {
  events: { event: string; data: unknown }[]
  /** Resolves once an event of this name has come. */
  heard(event: string): Promise<void>
  ended: Promise<void>
  leave(): void
}

/**
 * Opens `/api/live`; resolves when the server has answered that it listens. `age`: how old, in ms, the facts of the page
 * are that listens.
 */
export async function openStream(who: Asking, age = 0): Promise<Stream> {
  const abort = new AbortController()
  const headers: Record<string, string> = who.cookie
    ? { Cookie: who.cookie }
    : { Authorization: `Bearer ${who.token}` }
  const response = await fetch(`${who.url}/api/live?age=${age}`, { headers, signal: abort.signal })
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
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
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
