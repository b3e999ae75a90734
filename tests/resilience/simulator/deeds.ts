/**
 * What people of a run did, in words that need no Yjs to be understood: a word written into a text, a record put. Each
 * deed has a fate, and in the end the document must agree with all of them.
 */
import type { DocumentKind } from '@sidegate/core/documents/address'

export type Fate =
  /** On its way, or waiting on a phone. */
  | 'waiting'
  /** The server said that it is on disk. */
  | 'saved'
  /** Refused, or of an older epoch; its author was told and has the words. */
  | 'told'
  /** Its tab died before the local store had it, or the phone was told to wipe. */
  | 'gone'

export interface Deed {
  kind: DocumentKind
  what: 'wrote' | 'erased' | 'put' | 'removed'
  /** `notes <12>`, `slots/<id>`. */
  name: string
  /** The text's word, where it is one. */
  word: string | null
  by: string
  fate: Fate
}

export interface Deeds {
  readonly all: Deed[]
  add(deed: Omit<Deed, 'fate'>): Deed
  /** Names that somebody without manners, an undo or a restoration had a hand in: the rules below don't hold for them. */
  touch(kind: DocumentKind, names: Iterable<string>): void
  /** Somebody made it under this name, and none of those had a hand in it. */
  isHonest(kind: DocumentKind, name: string): boolean
  /** How the document disagrees with what was done; null: it doesn't. */
  disagreement(kind: DocumentKind, state: object): string | null
}

export function createDeeds(): Deeds {
  const all: Deed[] = []
  const touched = new Set<string>()

  return {
    all,
    add(deed) {
      const made: Deed = { ...deed, fate: 'waiting' }
      all.push(made)
      return made
    },
    touch(kind, names) {
      for (const name of names) touched.add(`${kind} ${name}`)
    },
    isHonest: (kind, name) =>
      !touched.has(`${kind} ${name}`) &&
      all.some((deed) => deed.kind === kind && deed.name === name && isMade(deed)),
    disagreement(kind, state) {
      const counts = namesIn(state)
      const byName = Map.groupBy(
        all.filter((deed) => deed.kind === kind),
        (deed) => deed.name,
      )
      for (const [name, count] of counts) {
        if (count > 1 && !touched.has(`${kind} ${name}`)) return `${name} is there ${count} times`
      }
      for (const [name, deeds] of byName) {
        if (touched.has(`${kind} ${name}`)) continue
        const made = deeds.filter(isMade)
        const unmade = deeds.filter((deed) => !isMade(deed))
        const stands = counts.has(name)
        if (!stands && unmade.length === 0 && made.some(({ fate }) => fate === 'saved'))
          return `${name} was saved, and is lost`
        const isPutBack =
          made.length > 1 || deeds.findLastIndex(isMade) > deeds.findIndex((deed) => !isMade(deed))
        if (stands && !isPutBack && unmade.some(({ fate }) => fate === 'saved'))
          return `${name} was taken away, and is back`
      }
      return null
    },
  }
}

const isMade = ({ what }: Deed) => what === 'wrote' || what === 'put'

/** The names that a document's plain state holds, and how often. */
export function namesIn(state: object): Map<string, number> {
  const counts = new Map<string, number>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const [collection, value] of Object.entries(state)) {
    if (typeof value === 'string') for (const word of wordsIn(value)) count(`${collection} ${word}`)
    else if (Array.isArray(value))
      for (const entry of value as Record<string, string>[]) count(`${collection}/${keyOf(entry)}`)
  }
  return counts
}

export const wordsIn = (text: string): string[] => text.match(/<[^<>]+>/g) ?? []

/** Of a record its id; of an answer its natural key. */
function keyOf({ id, slotId, jobId, familyId, kidId }: Record<string, string>): string {
  return id ?? `${slotId ?? jobId}:${familyId ?? kidId}`
}

/** Where one state lacks something of another: an entry, or letters of a text. null: it holds all, in its order. */
export function lostIn(before: object, after: object): string | null {
  const now = new Map<string, unknown>(Object.entries(after))
  for (const [collection, value] of Object.entries(before)) {
    const is = now.get(collection)
    if (typeof value === 'string' && !holdsInOrder(String(is), value)) return `letters of ${collection}`
    if (!Array.isArray(value) || !Array.isArray(is)) continue
    const keys = new Set(is.map(keyOf))
    const lost = value.map(keyOf).find((key) => !keys.has(key))
    if (lost) return `${collection}/${lost}`
  }
  return null
}

function holdsInOrder(text: string, letters: string): boolean {
  let found = 0
  for (let at = 0; at < text.length && found < letters.length; at++) if (text[at] === letters[found]) found++
  return found === letters.length
}

/** Names that stand in one state and not, or not as often, in the other. */
export function changedNames(before: object, after: object): string[] {
  const [a, b] = [namesIn(before), namesIn(after)]
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name))
}
