/**
 * A stream of server-sent events for as long as its page is seen: phones in pockets hold no connection. From a cut the
 * browser comes back by itself; from a refusal (a proxy whose server is away, a session that has ended) it doesn't:
 * then `refused` decides whether the stream is asked for again, each time after a longer while.
 */
export interface SeenStream {
  open(): void
  /** Closed for these milliseconds, then as after a refusal. */
  pause(ms: number): void
  stop(): void
}

interface Hearing {
  /** Fits each new source with its listeners. */
  fit(source: EventSource): void
  /** Whether to ask for it again. */
  refused(): Promise<boolean>
  /** The page is looked at again: what was told meanwhile was not heard. */
  seen(): void
}

const SOON = 1500 // ms: a link that was opened ends the old session a moment before its own cookie is here
const SELDOM = 60_000

export function whileSeen(path: string, { fit, refused, seen }: Hearing): SeenStream {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let wait = SOON
  let asOf = 0 // when what the page shows was asked for, at the earliest

  const open = () => {
    if (source || stopped || document.hidden) return
    clearTimeout(timer)
    const age = Math.round(performance.now() - asOf)
    const opened = new EventSource(`${path}?age=${age}`)
    opened.onopen = () => {
      wait = SOON
    }
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED || opened !== source) return
      pause(wait)
      wait = Math.min(2 * wait, SELDOM)
    }
    fit(opened)
    source = opened
  }
  const close = () => {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const pause = (ms: number) => {
    close()
    timer = setTimeout(async () => {
      if (await refused()) open()
    }, ms)
  }
  const turn = () => {
    if (document.hidden) return close()
    asOf = performance.now()
    open()
    seen()
  }

  open()
  document.addEventListener('visibilitychange', turn)
  window.addEventListener('pagehide', close)
  return {
    open,
    pause,
    stop() {
      stopped = true
      document.removeEventListener('visibilitychange', turn)
      window.removeEventListener('pagehide', close)
      close()
    },
  }
}
