import { goto } from '$app/navigation'
import { resolve } from '$app/paths'

/**
 * What changed elsewhere, over the one `GET /api/live`: the page asks for its projection again. It is closed while
 * the page is hidden, so that phones in pockets hold no connection; coming back counts as a change of everything.
 */
export type LiveEvent =
  | { type: 'card'; hangoutId: string; circleId: string }
  | { type: 'answers'; hangoutId: string }
  | { type: 'order' | 'roster' | 'editing'; circleId: string }
  | { type: 'back' }

const types = ['card', 'answers', 'order', 'roster', 'editing'] as const

/** Calls back until stopped. Who was signed out, here or from afar, is led away from what is not theirs any more. */
export function listen(heard: (event: LiveEvent) => void): () => void {
  let source: EventSource | undefined

  const open = () => {
    if (source) return
    source = new EventSource('/api/live')
    for (const type of types)
      source.addEventListener(type, ({ data }) => heard({ type, ...JSON.parse(data || '{}') } as LiveEvent))
    source.addEventListener('signed-out', () => void goto(resolve('/signed-out'), { replace: true }))
  }
  const close = () => {
    source?.close()
    source = undefined
  }
  const turn = () => {
    if (document.hidden) return close()
    open()
    heard({ type: 'back' })
  }

  if (!document.hidden) open()
  document.addEventListener('visibilitychange', turn)
  window.addEventListener('pagehide', close)
  return () => {
    document.removeEventListener('visibilitychange', turn)
    window.removeEventListener('pagehide', close)
    close()
  }
}
