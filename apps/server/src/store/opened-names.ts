/**
 * Many sealed names at once, for a list that is sought and sorted by them. What was opened is remembered beside the bytes
 * that it was read from, and between a few hundred of them everybody else gets a turn.
 */
interface Sealed {
  id: string
  name: Uint8Array
}

/** By id. */
export type OpenNames = <Row extends Sealed>(
  rows: readonly Row[],
  open: (row: Row) => string,
) => Promise<Map<string, string>>

// A large school: every kid, guardian and family of it.
const MOST_KNOWN = 20_000
const AT_A_TIME = 250 // some 2 ms

export function createOpenNames(): OpenNames {
  const knownById = new Map<string, { sealed: Uint8Array; name: string }>()
  return async (rows, open) => {
    const names = new Map<string, string>()
    let opened = 0
    for (const row of rows) {
      const known = knownById.get(row.id)
      if (known && Buffer.compare(known.sealed, row.name) === 0) {
        names.set(row.id, known.name)
        continue
      }
      const name = open(row)
      if (knownById.size >= MOST_KNOWN) knownById.clear()
      knownById.set(row.id, { sealed: row.name, name })
      names.set(row.id, name)
      if (++opened % AT_A_TIME === 0) await new Promise((turn) => setImmediate(turn))
    }
    return names
  }
}
