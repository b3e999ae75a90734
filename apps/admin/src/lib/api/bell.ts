/*
 * The bell says that something changed, never what: the page asks again. One EventSource for the whole console, open
 * only while the page is seen. Events: `editing`, `card`, `roster`, `care` and `house` may change what is shown, `signed-out` ends it.
 * It rings, too, whenever the stream opens, because nobody knows what was missed before; many rings in a row are one.
 */
const RINGS = ['editing', 'card', 'roster', 'care', 'house', 'signed-out'] as const
const SETTLE = 250 // ms: a tap of somebody's phone often rings twice
const AGAIN = 5000 // ms until a stream that was refused is asked for again; a mere cut heals by itself, sooner

/** Calls `ring` until the returned function is called. */
export function listenForBell(ring: () => void): () => void {
  let source: EventSource | null = null
  let settling: ReturnType<typeof setTimeout> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined

  function soon() {
    clearTimeout(settling)
    settling = setTimeout(ring, SETTLE)
  }

  function open() {
    close()
    if (document.hidden) return
    const opened = new EventSource('/api/live')
    let heard = false
    opened.addEventListener('open', () => {
      heard = true
      soon()
    })
    for (const name of RINGS) opened.addEventListener(name, soon)
    opened.addEventListener('error', () => {
      if (heard) soon() // once a cut, so that the page can say that it is not fresh
      heard = false
      if (opened.readyState === EventSource.CLOSED) reopening = setTimeout(open, AGAIN)
    })
    source = opened
  }

  function close() {
    clearTimeout(reopening)
    source?.close()
    source = null
  }

  document.addEventListener('visibilitychange', open)
  window.addEventListener('online', soon)
  window.addEventListener('offline', soon)
  open()

  return () => {
    document.removeEventListener('visibilitychange', open)
    window.removeEventListener('online', soon)
    window.removeEventListener('offline', soon)
    clearTimeout(settling)
    close()
  }
}
