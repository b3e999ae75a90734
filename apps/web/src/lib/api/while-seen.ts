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
  /** Something may have been told that nobody can tell any more. */
  missed(): void
}

const SOON = 1500 // ms: a link that was opened ends the old session a moment before its own cookie is here
const SELDOM = 60_000
const ON_ITS_WAY = 5000 // ms that a page's question or its stream may take; slower ones may miss something between them

export function whileSeen(path: string, { fit, refused, missed }: Hearing): SeenStream {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = SOON
  let isFirst = true
  let owesLook = false
  let stopped = false

  const open = async () => {
    if (owesLook) {
      if (stopped || document.hidden || !(await refused())) return
      owesLook = false
    }
    if (source || stopped || document.hidden) return
    clearTimeout(timer)
    const startedAt = performance.now()
    // The server tells what was said since the page was asked for. To a later stream it says that nobody knows.
    source = new EventSource(isFirst ? `${path}?age=${Math.round(startedAt + ON_ITS_WAY)}` : path)
    const opened = source
    const isToldAll = isFirst
    let opens = 0
    opened.onopen = () => {
      wait = SOON
      isFirst = false
      const isLate = performance.now() - startedAt > ON_ITS_WAY
      if (isToldAll && (opens++ > 0 || isLate)) missed()
    }
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED || opened !== source) return
      pause(wait)
      wait = Math.min(2 * wait, SELDOM)
    }
    fit(opened)
  }
  const close = () => {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const pause = (ms: number) => {
    close()
    owesLook = true
    timer = setTimeout(open, ms)
  }
  const turn = () => {
    if (document.hidden) close()
    else void open()
  }

  void open()
  document.addEventListener('visibilitychange', turn)
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', turn)
  return {
    open: turn,
    pause,
    stop() {
      stopped = true
      document.removeEventListener('visibilitychange', turn)
      window.removeEventListener('pagehide', close)
      window.removeEventListener('pageshow', turn)
      close()
    },
  }
}
