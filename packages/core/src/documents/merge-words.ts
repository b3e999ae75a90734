/**
 * Brings the words of an earlier text back into a later one: what stands in both stands once, what was taken away
 * since comes back where it stood, what was written since stays. Where a word was replaced, both stand.
 *
 * Words are compared, not characters; the space around them is carried along. Done twice it changes nothing more.
 */

/** `insert` goes in ahead of the character `at` of the text as it is now. */
export interface Insertion {
  at: number
  insert: string
}

interface Word {
  word: string
  from: number
  to: number
}

type Align = (old: Word[], current: Word[]) => number[]

/**
 * Ascending; nothing of `now` goes. Words that are alike can be matched in several ways that share as much; one that
 * has nothing to bring back is right, and else one after which nothing is left to bring back.
 */
export function insertionsOf(then: string, now: string): Insertion[] {
  const ways = WAYS.map((align) => insertionsBy(align, then, now))
  if (ways.some((insertions) => insertions.length === 0)) return []
  const settles = (insertions: Insertion[]) => {
    const merged = inserted(now, insertions)
    return WAYS.some((align) => insertionsBy(align, then, merged).length === 0)
  }
  return ways.find(settles) ?? between(now, settled(then, now))
}

// Each time brings back words that stand there too seldom; there are fewer of them each time.
const MOST_TIMES = 20

/** Merged until nothing is left to bring back. */
function settled(then: string, now: string): string {
  let text = now
  for (let i = 0; i < MOST_TIMES; i++) {
    const insertions = insertionsBy(alignWords, then, text)
    if (insertions.length === 0) break
    text = inserted(text, insertions)
  }
  return text
}

/** What `longer` has beyond `now`, all of which it has, too. */
function between(now: string, longer: string): Insertion[] {
  const insertions: Insertion[] = []
  let at = 0
  let insert = ''
  for (const char of longer.split('')) {
    if (char !== now[at]) insert += char
    else {
      if (insert) insertions.push({ at, insert })
      insert = ''
      at++
    }
  }
  return insert ? [...insertions, { at, insert }] : insertions
}

function insertionsBy(align: Align, then: string, now: string): Insertion[] {
  const old = wordsOf(then)
  const current = wordsOf(now)
  const matchOfOld = align(old, current)
  const matched = new Set(matchOfOld)
  /** Words that came since; a line that was only moved is among them. */
  const fresh = current.map((word, i) => (matched.has(i) ? null : word.word))
  const insertions: Insertion[] = []
  for (let i = 0; i < old.length; ) {
    if (matchOfOld[i] !== -1) {
      i++
      continue
    }
    let end = i
    while (end < old.length && matchOfOld[end] === -1) end++
    const behind = i === 0 ? null : (current[matchOfOld[i - 1] as number] as Word)
    const runs = linesOf(then, old.slice(i, end)).filter((line) => !isMoved(line, fresh))
    const insertion = insertionAt({ then, now, runs, behind })
    if (insertion) insertions.push(insertion)
    i = end
  }
  return insertions
}

export const mergeWords = (then: string, now: string): string => inserted(now, insertionsOf(then, now))

function inserted(now: string, insertions: Insertion[]): string {
  let merged = ''
  let from = 0
  for (const { at, insert } of insertions) {
    merged += now.slice(from, at) + insert
    from = at
  }
  return merged + now.slice(from)
}

/**
 * Where words that came back ran into words that stood: a word that nobody wrote and that is one of the known words
 * and something more. The places to put a space at, ascending.
 */
export function seamsOf(text: string, known: readonly string[]): number[] {
  const words = new Set(known.flatMap((one) => wordsOf(one).map(({ word }) => word)))
  return wordsOf(text).flatMap(({ word, from }) => {
    if (words.has(word)) return []
    for (let i = 1; i < word.length; i++)
      if (words.has(word.slice(0, i)) && words.has(word.slice(i))) return [from + i]
    return []
  })
}

/** Runs of words, one a line, go in behind a word of the present text, or ahead of all of it. */
function insertionAt({
  then,
  now,
  runs,
  behind,
}: {
  then: string
  now: string
  runs: Word[][]
  behind: Word | null
}): Insertion | null {
  if (runs.length === 0) return null
  let insert = ''
  for (const run of runs) {
    const first = run[0] as Word
    const last = run.at(-1) as Word
    const gap = then.slice(0, first.from).match(/\s*$/)?.[0] ?? ''
    insert += (insert === '' && behind === null ? '' : gap || ' ') + then.slice(first.from, last.to)
  }
  if (behind) return { at: behind.to, insert }
  const end = runs.at(-1)?.at(-1)?.to ?? 0
  const space = now.trim() === '' ? '' : (then.slice(end).match(/^\s+/)?.[0] ?? '\n')
  const leading = now.length - now.trimStart().length
  return { at: leading, insert: insert + space }
}

/** Words that follow each other, apart by the lines of their text. */
function linesOf(text: string, words: Word[]): Word[][] {
  const lines: Word[][] = []
  for (const word of words) {
    const before = lines.at(-1)?.at(-1)
    if (before && !text.slice(before.to, word.from).includes('\n')) lines.at(-1)?.push(word)
    else lines.push([word])
  }
  return lines
}

// Shorter runs are alike by chance.
const MOVED_WORDS = 3

/** The line stands among the new words as a whole: cut here and pasted there, it needn't come back. Each counts once. */
function isMoved(line: Word[], fresh: (string | null)[]): boolean {
  if (line.length < MOVED_WORDS) return false
  const at = fresh.findIndex((_, i) => line.every(({ word }, k) => fresh[i + k] === word))
  if (at === -1) return false
  fresh.fill(null, at, at + line.length)
  return true
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    word,
    from: index,
    to: index + word.length,
  }))
}

/** For each old word the index of its current one, or -1: a longest common subsequence. */
function alignWords(old: Word[], current: Word[]): number[] {
  const matchOfOld = new Array<number>(old.length).fill(-1)
  let from = 0
  while (from < old.length && old[from]?.word === current[from]?.word) {
    matchOfOld[from] = from
    from++
  }
  let tail = 0
  const most = Math.min(old.length, current.length) - from
  while (tail < most && old.at(-1 - tail)?.word === current.at(-1 - tail)?.word) {
    tail++
    matchOfOld[old.length - tail] = current.length - tail
  }
  const rows = commonRows(old.slice(from, old.length - tail), current.slice(from, current.length - tail))
  let column = old.length - tail - from
  let row = rows.length
  while (row > 0 && column > 0) {
    if (hasBit(rows[row - 1], column - 1)) column--
    else {
      row--
      if (row > 0 && !hasBit(rows[row - 1], column - 1)) continue
      column--
      matchOfOld[from + column] = from + row
    }
  }
  return matchOfOld
}

/** The same from the end: of words that are alike the later one is matched. */
function alignFromEnd(old: Word[], current: Word[]): number[] {
  const matches = alignWords(old.toReversed(), current.toReversed())
  return matches.toReversed().map((match) => (match === -1 ? -1 : current.length - 1 - match))
}

const WAYS: readonly Align[] = [alignWords, alignFromEnd]

/**
 * The table of the longest common subsequence, 32 columns in one step (Hyyrö 2004): in the row of a current word a bit
 * is 0 where an old word makes the subsequence longer. 10,000 words against 10,000 take 12 MB and a few ms, where a
 * plain table would take 200 MB.
 */
function commonRows(old: Word[], current: Word[]): Uint32Array[] {
  const width = Math.ceil(old.length / 32)
  const columnsByWord = new Map<string, Uint32Array>()
  for (const [i, { word }] of old.entries()) {
    const columns = columnsByWord.get(word) ?? new Uint32Array(width)
    columnsByWord.set(word, columns)
    columns[i >> 5] = (columns[i >> 5] as number) | (1 << (i & 31))
  }
  let row = new Uint32Array(width).fill(0xffff_ffff)
  return current.map(({ word }) => {
    const columns = columnsByWord.get(word)
    const next = new Uint32Array(row)
    let carry = 0
    for (let i = 0; columns && i < width; i++) {
      const bits = row[i] as number
      const hits = (bits & (columns[i] as number)) >>> 0
      const sum = bits + hits + carry
      carry = sum > 0xffff_ffff ? 1 : 0
      next[i] = (sum | (bits & ~hits)) >>> 0
    }
    row = next
    return next
  })
}

const hasBit = (row: Uint32Array | undefined, i: number) => (((row?.[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1
