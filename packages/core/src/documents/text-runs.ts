/** The characters of a text that a transaction brought and took away, with their ids. */
import * as Y from 'yjs'

/** Characters of one client with ascending clocks. */
export interface Run {
  client: number
  clock: number
  text: string
}

export interface Runs {
  inserted: Run[]
  /** In the order in which they stood. */
  removed: Run[]
}

/** The characters that came and went, by the text that they stand in. */
export function runsOf(transaction: Y.Transaction): Map<unknown, Runs> {
  const runsByText = new Map<unknown, Runs>()
  const { store } = transaction.doc
  const runsIn = (text: unknown) => {
    const runs = runsByText.get(text) ?? { inserted: [], removed: [] }
    runsByText.set(text, runs)
    return runs
  }
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0
    if (start === end) continue
    const structs = store.clients.get(client) as (Y.Item | Y.GC)[]
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const item = structs[i] as Y.Item | Y.GC
      if (item instanceof Y.Item && !item.deleted && isText(item))
        addRun(runsIn(item.parent).inserted, runOf(item))
    }
  }
  const gone = new Set<Y.Item>()
  for (const [client, ranges] of transaction.deleteSet.clients) {
    const known = transaction.beforeState.get(client) ?? 0
    const structs = store.clients.get(client) as (Y.Item | Y.GC)[]
    for (const { clock, len } of ranges) {
      const end = Math.min(clock + len, known)
      if (clock >= end) continue
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const item = structs[i] as Y.Item | Y.GC
        if (item.id.clock >= end) break
        if (item instanceof Y.Item && isText(item)) gone.add(item)
      }
    }
  }
  for (const item of inOrder(gone)) addRun(runsIn(item.parent).removed, runOf(item))
  return runsByText
}

const isText = (item: Y.Item) =>
  item.content instanceof Y.ContentString && (item.parent as unknown) instanceof Y.Text

const runOf = ({ id, content }: Y.Item): Run => ({
  client: id.client,
  clock: id.clock,
  text: (content as Y.ContentString).str,
})

/** Deleted items in the order in which they stood; other tombstones may lie between them. */
function inOrder(gone: ReadonlySet<Y.Item>): Iterable<Y.Item> {
  if (gone.size < 2) return gone
  const isTombstone = (item: Y.Item | null): item is Y.Item => item?.deleted === true && !gone.has(item)
  const ordered: Y.Item[] = []
  for (const item of gone) {
    let { left } = item
    while (isTombstone(left)) left = left.left
    if (left && gone.has(left)) continue
    for (let next: Y.Item | null = item; next?.deleted; next = next.right)
      if (gone.has(next)) ordered.push(next)
  }
  return ordered
}

/** Adds a run to the others, as one with the last where it goes on behind it, or ahead of it as backspace does. */
export function addRun(runs: Run[], run: Run) {
  const last = runs.at(-1)
  if (last?.client === run.client && endOf(last) === run.clock) last.text += run.text
  else if (last?.client === run.client && endOf(run) === last.clock) {
    last.clock = run.clock
    last.text = run.text + last.text
  } else runs.push(run)
}

/** Removes a run from a change: what the change itself had inserted is dropped, the rest was there before it. */
export function takeBack({ inserted, removed }: Runs, run: Run) {
  let rest = [run]
  // In place: a long evening's writing is many runs, and each letter taken back meets one of them.
  for (let i = inserted.length - 1; i >= 0; i--) {
    const own = inserted[i] as Run
    if (!overlap(own, run)) continue
    rest = rest.flatMap((part) => without(part, own))
    inserted.splice(i, 1, ...without(own, run))
  }
  for (const part of rest) addRun(removed, { ...part })
}

const endOf = ({ clock, text }: Run) => clock + text.length

const overlap = (a: Run, b: Run) => a.client === b.client && a.clock < endOf(b) && b.clock < endOf(a)

/** What is left of a run without the characters of another. */
function without(run: Run, other: Run): Run[] {
  if (!overlap(run, other)) return [run]
  const { client, clock, text } = run
  const ahead = text.slice(0, Math.max(0, other.clock - clock))
  const behind = text.slice(Math.min(text.length, endOf(other) - clock))
  const parts = [
    { client, clock, text: ahead },
    { client, clock: endOf(run) - behind.length, text: behind },
  ]
  return parts.filter((part) => part.text !== '')
}
