/** One contiguous change of a text: at `at`, `remove` units go and `insert` comes (UTF-16 units, as Yjs counts). */
export interface Splice {
  at: number
  remove: number
  insert: string
}

/** What somebody else did to a text, as Yjs tells it. */
export type Delta = { retain?: number; insert?: string; delete?: number }[]

/**
 * The smallest splice that makes `after` of `before`; null when they are equal. `caret`, where the typing ended,
 * decides where equal letters stand ("aa" -> "aaa"). A surrogate pair is never cut: Yjs would break the emoji.
 */
export function spliceBetween(before: string, after: string, caret = after.length): Splice | null {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let suffix = 0
  const growSuffix = (most: number) => {
    while (suffix < most && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix++
  }
  growSuffix(Math.min(shorter, after.length - caret))
  let prefix = 0
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix++
  growSuffix(shorter - prefix)
  if (isHigh(before, prefix - 1)) prefix--
  if (suffix > 0 && isLow(before, before.length - suffix)) suffix--
  return {
    at: prefix,
    remove: before.length - suffix - prefix,
    insert: after.slice(prefix, after.length - suffix),
  }
}

export function applySplice(text: string, { at, remove, insert }: Splice): string {
  return text.slice(0, at) + insert + text.slice(at + remove)
}

export function spliceToDelta({ at, remove, insert }: Splice): Delta {
  return [{ retain: at }, ...(insert ? [{ insert }] : []), ...(remove > 0 ? [{ delete: remove }] : [])]
}

/** The same splice with its insertion shortened so that the text stays within `limit`; never half an emoji. */
export function fitSplice(splice: Splice, length: number, limit: number): Splice {
  const room = Math.max(0, limit - (length - splice.remove))
  if (splice.insert.length <= room) return splice
  return { ...splice, insert: splice.insert.slice(0, isHigh(splice.insert, room - 1) ? room - 1 : room) }
}

/** Where a position stands after others' change. What they insert exactly there stays behind the caret. */
export function moveIndex(index: number, delta: Delta): number {
  let position = 0
  let moved = index
  for (const part of delta) {
    if (position > moved) break
    if (part.retain !== undefined) position += part.retain
    else if (part.insert !== undefined) {
      if (position < moved) moved += part.insert.length
      position += part.insert.length
    } else if (part.delete !== undefined) moved = Math.max(position, moved - part.delete)
  }
  return moved
}

/** A splice made on the text before others' changes, put where it belongs after them. What they removed stays removed. */
export function moveSplice(splice: Splice, deltas: readonly Delta[]): Splice {
  let { at } = splice
  let end = splice.at + splice.remove
  for (const delta of deltas) {
    at = moveIndex(at, delta)
    end = Math.max(at, moveIndex(end, delta))
  }
  return { at, remove: end - at, insert: splice.insert }
}

/**
 * Where the caret of a field stands once its own splice and what others did have met. `made` is the splice as typed,
 * `put` as it went into the text: what others wrote exactly there stays behind what was typed.
 */
export function moveCaret(
  index: number,
  { made, put, deltas }: { made: Splice | null; put: Splice | null; deltas: readonly Delta[] },
): number {
  const move = (position: number) => deltas.reduce(moveIndex, position)
  if (!made || !put || index < made.at) return move(index)
  const typed = index - made.at
  if (typed <= made.insert.length) return put.at + Math.min(typed, put.insert.length)
  return move(index - made.insert.length + made.remove) + put.insert.length - put.remove
}

function isHigh(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
