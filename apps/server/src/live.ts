/**
 * What changed, told to open pages over server-sent events (`/api/live`). The server decides who hears of what:
 * a hangout's news goes to those on its list, a circle's to its people, the console's to organizers and operators.
 * An event carries ids only; whoever hears it asks anew and gets a projection of their own.
 */
import type { Session, Visit } from './auth/session.ts'
import type { Log } from './log.ts'
import { createRecentNews } from './recent-news.ts'
import type { Store } from './store/store.ts'

export type LiveEvent =
  | { event: 'card'; data: { hangoutId: string; circleId: string } }
  | { event: 'answers'; data: { hangoutId: string } }
  | { event: 'order' | 'roster' | 'editing' | 'lines'; data: { circleId: string } }
  | { event: 'care' | 'devices' | 'house'; data: Record<string, never> }
  | { event: 'family'; data: { familyId: string } }
  | { event: 'signed-out'; data: { reason: SignedOutReason } }
  | { event: 'left'; data: Record<string, never> }
  /** Something may have been told that this reader didn't hear, and that is forgotten by now. */
  | { event: 'back'; data: Record<string, never> }

/** 'another': somebody else opened their own link on this device; what is on the screen is not theirs to see. */
type SignedOutReason = 'ended' | 'another'

export interface Listener {
  visit: Visit
  send(event: LiveEvent): void
  /** The stream ends after what was sent. */
  end(): void
}

export interface Live {
  /**
   * Tells what was told `since` then (`momentNow`), and from now on. Returns the way to leave. Of more than 20 streams
   * of a guardian the oldest ends.
   */
  join(listener: Listener, since: number): () => void
  cardChanged(hangoutId: string): void
  /** Somebody took away much of a plan, or it came back: told to its hosts, who ask anew. */
  deletionChanged(hangoutId: string): void
  /** A decline must not be heard by guests, not even as a beat: `coming` says whether what they see changed. */
  answersChanged(changed: { hangoutId: string; familyId: string; coming: boolean }): void
  /** `order`: whether the order of ideas changed; if not, only the guardian's other pages hear. */
  likesChanged(changed: { circleId: string; guardianId: string; order: boolean }): void
  rosterChanged(circleId: string): void
  /** What families say of themselves: read by the circle's guardians. */
  linesChanged(circleId: string): void
  /** What an operator should see to has changed. */
  careChanged(): void
  /** How the house is set up or runs, for operators. */
  houseChanged(): void
  /** Something about a family's own records, for its guardians. */
  familyChanged(familyId: string): void
  /** A device came, was confirmed or went: told to every device of the guardian, which asks anew. */
  devicesChanged(guardianIds: readonly string[]): void
  /** A document can only be read from now on, or be written again; `hangoutId` when it is a hangout's. */
  faultChanged(hangoutId: string | null): void
  /** Somebody came to a plan or left it. Coalesced, for sockets come back in swarms. */
  editingChanged(hangoutId: string): void
  sessionEnded(sessionId: string, reason: SignedOutReason): void
  /** Guardians left or were removed: the streams of their devices end, and come back as whoever is left of them. */
  guardiansEnded(guardianIds: readonly string[]): void
  /** Its streams end without a word: their pages come back by themselves, with the new cookie. */
  sessionReplaced(sessionId: string): void
  /** Ends every stream: the server stops. */
  drain(): void
}

const isHost = (hosts: ReadonlySet<string>, { guardianId, confirmed }: Session) =>
  confirmed && hosts.has(guardianId)

/** Devices that haven't shown yet whose they are count by themselves: they push out nobody's own. */
const isSame = (one: Visit, other: Visit) =>
  one.guardians.some(({ guardianId, confirmed }) =>
    other.guardians.some((session) => session.guardianId === guardianId && session.confirmed === confirmed),
  )

const COALESCE = 250
const MOST_MISSED = 50 // of what a page missed; with more it asks for everything once
const CHECK_SESSIONS = 30_000
// A family with every device it has; each costs the server a connection and a share of every round of news.
const STREAMS_PER_GUARDIAN = 20

export function createLive({ store, log }: { store: Pick<Store, 'hangouts' | 'sessions'>; log: Log }): Live {
  const listeners = new Set<Listener>()
  const recent = createRecentNews<LiveEvent, Session>()
  const editingHangouts = new Set<string>()
  /** Guardians who left since the start: few, and ids alone. */
  const endedIds = new Set<string>()
  let editingTimer: NodeJS.Timeout | null = null
  let isDraining = false

  function tell(event: LiveEvent, hears: (session: Session) => boolean) {
    recent.note(event, hears)
    for (const listener of listeners) if (listener.visit.guardians.some(hears)) listener.send(event)
  }

  /** News must not fail what caused it; a listener that missed some asks anew when it comes back. */
  function background(work: Promise<void>) {
    work.catch((error: unknown) => log.error({ err: error }, 'news not told'))
  }

  const watchesCircle = (session: Session, circleId: string) =>
    session.operator || (session.organizer && session.circleId === circleId)

  const tellOperators = () => tell({ event: 'care', data: {} }, (session) => session.operator)

  async function tellEditing() {
    editingTimer = null
    const hangoutIds = [...editingHangouts]
    editingHangouts.clear()
    if (listeners.size === 0) return
    const circleIds = new Set<string>()
    for (const hangoutId of hangoutIds) {
      const audience = await store.hangouts.audience(hangoutId)
      // Counts leave out every hangout that isn't for the whole circle (house rule 3).
      if (audience?.wholeCircle) circleIds.add(audience.circleId)
    }
    for (const circleId of circleIds)
      tell({ event: 'editing', data: { circleId } }, (session) => watchesCircle(session, circleId))
  }

  function end(listener: Listener) {
    listener.end()
    listeners.delete(listener)
  }

  function signOut(listener: Listener, reason: SignedOutReason) {
    listener.send({ event: 'signed-out', data: { reason } })
    end(listener)
  }

  const isEnded = ({ visit }: Listener) => visit.guardians.some(({ guardianId }) => endedIds.has(guardianId))

  /** Who is somebody else in another circle comes back as that. */
  function showOut(listener: Listener) {
    if (listener.visit.guardians.every(({ guardianId }) => endedIds.has(guardianId)))
      return signOut(listener, 'ended')
    listener.send({ event: 'left', data: {} })
    end(listener)
  }

  const ofSession = (sessionId: string) =>
    [...listeners].filter((listener) => listener.visit.sessionId === sessionId)

  /** The net under `sessionEnded`: whatever else ended a session, its streams end, too. */
  async function checkSessions() {
    const asked = [...listeners]
    if (asked.length === 0) return
    const living = await store.sessions.living([...new Set(asked.map(({ visit }) => visit.sessionId))])
    for (const listener of asked)
      if (listeners.has(listener) && !living.has(listener.visit.sessionId)) signOut(listener, 'ended')
  }
  const checks = setInterval(() => background(checkSessions()), CHECK_SESSIONS)
  checks.unref()

  return {
    join(listener, since) {
      if (isDraining) listener.end()
      else {
        const own = [...listeners].filter(({ visit }) => isSame(visit, listener.visit))
        // A set keeps the order in which they came.
        for (const oldest of own.slice(0, Math.max(0, own.length + 1 - STREAMS_PER_GUARDIAN))) end(oldest)
        listeners.add(listener)
        // Ended while it was asked who they are: what they came in with is not true any more.
        if (isEnded(listener)) showOut(listener)
        else {
          const missed = recent.since(since, listener.visit.guardians)
          const isMuch = !missed || missed.length > MOST_MISSED
          for (const event of isMuch ? [{ event: 'back', data: {} } as const] : missed) listener.send(event)
        }
      }
      return () => listeners.delete(listener)
    },

    cardChanged(hangoutId) {
      background(
        store.hangouts.audience(hangoutId).then((audience) => {
          if (!audience) return
          const { circleId, wholeCircle, hosts, guests } = audience
          tell({ event: 'card', data: { hangoutId, circleId } }, (session) => {
            const { guardianId, confirmed } = session
            // Drafts are for hosts' own devices: who hasn't shown whose it is, is a guest at most.
            if (hosts.has(guardianId) && (confirmed || guests.size > 0)) return true
            if (guests.has(guardianId)) return true
            return wholeCircle && guests.size > 0 && watchesCircle(session, circleId)
          })
        }),
      )
    },

    deletionChanged(hangoutId) {
      background(
        store.hangouts.audience(hangoutId).then((audience) => {
          if (!audience) return
          const { circleId, hosts } = audience
          tell({ event: 'card', data: { hangoutId, circleId } }, (session) => isHost(hosts, session))
        }),
      )
    },

    answersChanged({ hangoutId, familyId, coming }) {
      background(
        store.hangouts.audience(hangoutId).then((audience) => {
          if (!audience) return
          tell({ event: 'answers', data: { hangoutId } }, (session) => {
            if (isHost(audience.hosts, session)) return true
            const { guests, hosts } = audience
            const isThere = guests.has(session.guardianId) || hosts.has(session.guardianId)
            // In one home somebody may be asked for no kid: then there is no such hangout for them.
            return isThere && (coming || session.familyId === familyId)
          })
        }),
      )
    },

    likesChanged({ circleId, guardianId, order }) {
      tell({ event: 'order', data: { circleId } }, (session) =>
        order ? session.circleId === circleId : session.guardianId === guardianId,
      )
    },

    rosterChanged(circleId) {
      tell({ event: 'roster', data: { circleId } }, (session) => watchesCircle(session, circleId))
    },

    linesChanged(circleId) {
      tell(
        { event: 'lines', data: { circleId } },
        (session) => session.confirmed && session.circleId === circleId,
      )
    },

    careChanged: tellOperators,

    houseChanged() {
      tell({ event: 'house', data: {} }, (session) => session.operator)
    },

    familyChanged(familyId) {
      tell(
        { event: 'family', data: { familyId } },
        (session) => session.confirmed && session.familyId === familyId,
      )
    },

    devicesChanged(guardianIds) {
      tell({ event: 'devices', data: {} }, (session) => guardianIds.includes(session.guardianId))
    },

    faultChanged(hangoutId) {
      tellOperators()
      if (hangoutId === null) return
      background(
        store.hangouts.audience(hangoutId).then((audience) => {
          // Organizers are told of hangouts for the whole circle alone (house rule 3).
          if (!audience?.wholeCircle) return
          const { circleId } = audience
          tell({ event: 'editing', data: { circleId } }, (session) => watchesCircle(session, circleId))
        }),
      )
    },

    editingChanged(hangoutId) {
      if (isDraining) return
      editingHangouts.add(hangoutId)
      editingTimer ??= setTimeout(() => background(tellEditing()), COALESCE)
    },

    sessionEnded(sessionId, reason) {
      for (const listener of ofSession(sessionId)) signOut(listener, reason)
    },

    sessionReplaced(sessionId) {
      for (const listener of ofSession(sessionId)) end(listener)
    },

    guardiansEnded(guardianIds) {
      for (const guardianId of guardianIds) endedIds.add(guardianId)
      for (const listener of [...listeners]) if (isEnded(listener)) showOut(listener)
    },

    drain() {
      isDraining = true
      clearInterval(checks)
      if (editingTimer) clearTimeout(editingTimer)
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
