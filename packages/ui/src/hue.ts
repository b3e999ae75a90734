/** A lantern colour, worn through `data-hue` (see tokens.css); `plain` is paper and ink. */
export type Hue = 'plain' | 'marigold' | 'coral' | 'teal' | 'plum' | 'sky'

const LANTERNS = ['teal', 'sky', 'plum', 'coral', 'marigold'] as const

/** The lantern colour of an id: the same on every device and every day, and spread evenly (FNV-1a). */
export function hueOf(id: string): Hue {
  let hash = 0x811c9dc5
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash ^= hash >>> 15 // the low bits of ids that differ in their last letter alone are still alike
  return LANTERNS[(hash >>> 0) % LANTERNS.length] ?? 'teal'
}

/** One or two letters for a disc: of two words their first letters, of one word its first two. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}'’]+/gu) ?? []
  const [first = '', second = ''] = words
  const letters = second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2)
  return letters.join('').toLocaleUpperCase()
}
