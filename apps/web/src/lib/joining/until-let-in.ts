import { whileSeen } from '#lib/api/while-seen.ts'

/**
 * Listens, while the page is seen, for the one word that the waiting room ever says to this device: that it may come
 * in. It is said again to each new stream. Returns the way to stop.
 */
export function untilLetIn(heard: () => void): () => void {
  return whileSeen('/api/waiting/live', {
    fit: (source) => source.addEventListener('in', heard),
    async refused() {
      heard() // who waits there no longer is told so by the page
      return true
    },
    missed: () => undefined,
  }).stop
}
