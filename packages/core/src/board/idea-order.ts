/**
 * Most liked first, and nothing else: votes decide an order, and nobody sees numbers or voters (house rule 6).
 * Ties are broken by a draw that is the same for everyone, so that a tie can't be read off the order of creation.
 */
export function ideaOrder(ideaIds: readonly string[], likedIds: readonly string[], seed: string): string[] {
  const likesById = new Map<string, number>()
  for (const id of likedIds) likesById.set(id, (likesById.get(id) ?? 0) + 1)
  const rank = (id: string) => likesById.get(id) ?? 0
  return [...ideaIds].sort((a, b) => rank(b) - rank(a) || draw(seed + a) - draw(seed + b) || (a < b ? -1 : 1))
}

/** FNV-1a: a draw, not a secret. */
function draw(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
