/**
 * Listens, while the page is seen, for the one word that the waiting room ever says to this device: that it may come
 * in. Coming back to the page counts as that word, for what was said meanwhile was not heard. Returns the way to stop.
 */
export function untilLetIn(heard: () => void): () => void {
  let source: EventSource | undefined
  const close = () => {
    source?.close()
    source = undefined
  }
  const open = () => {
    if (source || document.hidden) return
    source = new EventSource('/api/waiting/live')
    source.addEventListener('in', heard)
  }
  const turn = () => {
    if (document.hidden) return close()
    open()
    heard()
  }
  open()
  document.addEventListener('visibilitychange', turn)
  window.addEventListener('pagehide', close)
  return () => {
    document.removeEventListener('visibilitychange', turn)
    window.removeEventListener('pagehide', close)
    close()
  }
}
