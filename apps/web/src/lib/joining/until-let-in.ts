import { whileSeen } from '#lib/api/while-seen.ts'

/**
 * Listens, while the page is seen, for the one word that the waiting room ever says to this device: that it may come
 * in. Where it can't have been heard, the page asks. Returns the way to stop.
 */
export function untilLetIn(heard: () => void): () => void {
  return whileSeen('/api/waiting/live', {
    fit: (source) => source.addEventListener('in', heard),
    async refused() {
      heard()
      return true
    },
    seen: heard,
  }).stop
}
