import { goto } from '$app/navigation'
import { resolve } from '$app/paths'
import { ask } from './ask.ts'
import type { Visit } from './shapes.ts'

/**
 * What changed elsewhere, over the one `GET /api/live`: the page asks for its projection again. It is closed while
 * the page is hidden, so that phones in pockets hold no connection; coming back counts as a change of everything.
 */
export type LiveEvent =
  | { type: 'card'; hangoutId: string; circleId: string }
  | { type: 'answers'; hangoutId: string }
  | { type: 'order' | 'roster' | 'editing' | 'lines'; circleId: string }
  | { type: 'family'; familyId: string }
  | { type: 'devices' }
  | { type: 'back' }

const types = ['card', 'answers', 'order', 'roster', 'editing', 'lines', 'family', 'devices'] as const

const SETTLED_MS = 1500 // a link that was opened ends the old session a moment before its own cookie is here

/**
 * Calls back until stopped. `account`: whose page it is, one guardian of this phone's visit. Who is not signed in here
 * any more, or not in that circle, is led away from what is not theirs any more.
 */
export function listen(account: string, heard: (event: LiveEvent) => void): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopHearing: (() => void) | undefined
  let stopped = false

  const open = () => {
    if (source) return
    source = new EventSource('/api/live')
    let isFirst = true
    source.onopen = () => {
      // What was told while the connection was lost was not heard.
      if (!isFirst) heard({ type: 'back' })
      isFirst = false
    }
    for (const type of types)
      source.addEventListener(type, ({ data }) => heard({ type, ...JSON.parse(data || '{}') } as LiveEvent))
    source.addEventListener('signed-out', () => {
      close()
      timer = setTimeout(() => void look(), SETTLED_MS)
    })
    // Of this phone's circles one has ended: its copy goes, and the page with it; the others stay.
    source.addEventListener('left', () => void look())
  }
  /** Who is signed in here now? */
  const look = async () => {
    const visit = await ask<Visit>(fetch, '/api/visit')
    if (stopped || !visit.ok) return
    const { guardianIds, ended } = visit.value
    if (ended.includes(account)) await leave()
    else if (guardianIds.length > 0) turnTo(guardianIds)
    else if (!(await isLocked())) await leave()
  }
  const turnTo = (present: string[]) => {
    if (!present.includes(account)) void leave('?kept=1')
    else if (!document.hidden) open()
  }
  const leave = async (reason = '') => {
    if (stopped) return
    await goto(resolve('/signed-out') + reason, { replace: true })
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
  void import('#lib/live/tabs.ts').then(({ hearTabs }) => {
    if (!stopped) stopHearing = hearTabs(turnTo)
  })
  document.addEventListener('visibilitychange', turn)
  window.addEventListener('pagehide', close)
  return () => {
    stopped = true
    clearTimeout(timer)
    stopHearing?.()
    document.removeEventListener('visibilitychange', turn)
    window.removeEventListener('pagehide', close)
    close()
  }
}

/** Whether the session merely expired: the page stays, locked, until its guardian is back. */
async function isLocked(): Promise<boolean> {
  const { isLockedHere } = await import('#lib/live/kept.ts')
  return isLockedHere()
}
