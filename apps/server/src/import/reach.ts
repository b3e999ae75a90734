/**
 * How far a sheet reaches, asked of its text before anything reads it. Readers fill every cell up to the farthest one,
 * so that one cell somewhere far out would take more memory than there is.
 */
import type { FileFault } from './faults.ts'

// A spreadsheet's own bounds.
const LAST_ROW = 1_048_576
const LAST_COLUMN = 16_384
/** Filled or not. Empty rows without end behind a list are common, and few columns wide. */
const MAX_CELLS = 8_000_000

// A row's number or a cell's place, whatever the tag and its name space. That text may hold the like does no harm: only
// what could be read as a place far away is refused. Each is looked at where it begins, for text may open a quote, too.
const PLACE = /\br\s*=\s*(?=(?:"([^"]*)"|'([^']*)'))/g
const ROW = /<(?:[^\s<>/]*:)?row[\s/>]/g

/** Null: it may be read. What is no sheet reaches nowhere. */
export function reachOf(xml: Uint8Array): FileFault | null {
  const text = new TextDecoder().decode(xml)
  if (!text.includes('sheetData')) return null
  let rows = 0
  for (const _ of text.matchAll(ROW)) rows++
  let columns = 1
  for (const [, quoted, single] of text.matchAll(PLACE)) {
    const place = quoted ?? single ?? ''
    const [, letters, row] = /^([A-Z]{0,3})(\d{1,7})$/.exec(place) ?? []
    if (letters === undefined || row === undefined) {
      // A number that is written otherwise: a power, in code, or more digits than there are rows.
      if (/\d|&|Infinity/.test(place)) return 'damaged'
      continue
    }
    rows = Math.max(rows, Number(row))
    columns = Math.max(columns, columnOf(letters))
    if (Number(row) > LAST_ROW || columns > LAST_COLUMN) return 'damaged'
  }
  return rows * columns > MAX_CELLS ? 'too-large' : null
}

const columnOf = (letters: string) =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0)
