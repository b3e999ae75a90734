import { goto } from '$app/navigation'
import { resolve } from '$app/paths'
import { ask } from './ask.ts'
import type { Visit } from './shapes.ts'
import { whileSeen } from './while-seen.ts'

/**
 * What changed elsewhere, over the one `GET /api/live`: the page asks for its projection again. The server tells, too,
 * what was said between the page's own question and the stream; what it can't tell any more counts as a change of
 * everything (`back`).
 */
export type LiveEvent =
  | { type: 'card'; hangoutId: string; circleId: string }
  | { type: 'answers'; hangoutId: string }
  | { type: 'order' | 'roster' | 'editing' | 'lines'; circleId: string }
  | { type: 'family'; familyId: string }
  | { type: 'devices' }
  | { type: 'back' }

const types = ['card', 'answers', 'order', 'roster', 'editing', 'lines', 'family', 'devices', 'back'] as const

const SETTLED_MS = 1500 // a link that was opened ends the old session a moment before its own cookie is here

/**
 * Calls back until stopped. `account`: whose page it is, one guardian of this phone's visit. Who is not signed in here
 * any more, or not in that circle, is led away from what is not theirs any more.
 */
export function listen(account: string, heard: (event: LiveEvent) => void): () => void {
  let stopHearing: (() => void) | undefined
  let stopped = false

  /** Leads away whoever is not signed in here any more; false when there is nothing more to hear as this guardian. */
  const look = async () => {
    const visit = await ask<Visit>(fetch, '/api/visit')
    if (!visit.ok) return true
    const { guardianIds, ended } = visit.value
    if (guardianIds.includes(account)) return true
    if (ended.includes(account)) await leave()
    else if (guardianIds.length > 0) await leave('?kept=1')
    else if (!(await isLocked())) await leave()
    return false
  }
  const leave = async (reason = '') => {
    if (stopped) return
    await goto(resolve('/signed-out') + reason, { replace: true })
  }

  const stream = whileSeen('/api/live', {
    fit(source) {
      for (const type of types)
        source.addEventListener(type, ({ data }) => heard({ type, ...JSON.parse(data || '{}') } as LiveEvent))
      source.addEventListener('signed-out', () => stream.pause(SETTLED_MS))
      // Of this phone's circles one has ended: its copy goes, and the page with it; the others stay.
      source.addEventListener('left', async () => {
        if (await look()) heard({ type: 'back' })
      })
    },
    refused: look,
    missed: () => heard({ type: 'back' }),
  })
  void import('#lib/live/tabs.ts').then(({ hearTabs }) => {
    if (stopped) return
    stopHearing = hearTabs((present) => {
      if (present.includes(account)) stream.open()
      else void leave('?kept=1')
    })
  })
  return () => {
    stopped = true
    stopHearing?.()
    stream.stop()
  }
}

/** Whether the session merely expired: the page stays, locked, until its guardian is back. */
async function isLocked(): Promise<boolean> {
  const { isLockedHere } = await import('#lib/live/kept.ts')
  return isLockedHere()
}
