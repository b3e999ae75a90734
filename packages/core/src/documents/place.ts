/** Places of a document, as the gate speaks of them. */
import type * as Y from 'yjs'

/** Where a struct stands: a whole root (text), an entry of a root, or a field of an entry. */
export interface Place {
  root: string
  key: string | null
  field: string | null
}

/** One list of Yjs items: a text, or all values that a key ever had. */
export interface Spot {
  place: Place
  /** The type that holds it; for a record that this very update makes, the decoded one. */
  list: Y.AbstractType<unknown>
  sub: string | null
}

export interface PlacedItem {
  item: Y.Item
  spot: Spot
  /** How much of it was known already. */
  offset: number
}

export function pathOf({ root, key, field }: Place): string {
  return [root, key, field].filter((part) => part !== null).join('/')
}
