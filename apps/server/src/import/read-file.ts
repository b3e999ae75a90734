/** Any file of a class list into a grid of cells: a spreadsheet, or text between separators. Told apart by its bytes. */
import { MAX_CELL, MAX_COLUMNS, MAX_ROWS } from '@sidegate/core/import/import-command'
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/web-worker'
import { type FaultyFile, MAX_TEXT } from './faults.ts'
import { reachOf } from './reach.ts'
import { decodeText, type Encoding } from './text.ts'
import { unpack, zipEntries, zipUnpacked } from './zip.ts'

export interface ReadFile {
  rows: string[][]
  /** What the file turned out to be. */
  source: { kind: 'xlsx' } | { kind: 'text'; encoding: Encoding; separator: string }
}

const MAX_UNPACKED = 64 * 1024 * 1024
const MAX_ENTRIES = 2000
const SEPARATORS = [',', ';', '\t', '|']

export async function readFile(bytes: Uint8Array): Promise<ReadFile | FaultyFile> {
  const read = beginsWith(bytes, [0x50, 0x4b]) ? await readXlsx(bytes) : readText(bytes)
  if ('fault' in read) return read
  const rows = trimEnd(read.rows)
  if (!rows.some((row) => row.some((cell) => /[\p{L}\p{N}]/u.test(cell)))) return { fault: 'empty' }
  if (rows.length > MAX_ROWS) return { fault: 'too-many-rows', row: MAX_ROWS + 1 }
  const wide = rows.findIndex((row) => row.length > MAX_COLUMNS)
  if (wide >= 0) return { fault: 'too-many-columns', row: wide + 1 }
  const cut = rows.map((row) => row.map((cell) => cell.slice(0, MAX_CELL)))
  const length = cut.reduce((sum, row) => sum + row.reduce((inRow, cell) => inRow + cell.length, 0), 0)
  return length > MAX_TEXT ? { fault: 'too-large' } : { ...read, rows: cut }
}

function readText(bytes: Uint8Array): ReadFile | FaultyFile {
  // OLE, in which Excel kept its files before 2007.
  if (beginsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return { fault: 'old-excel' }
  const { text, encoding } = decodeText(bytes)
  const separator = separatorOf(text)
  // One row more than is taken tells that there are more.
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: separator, preview: MAX_ROWS + 1 })
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken) return { fault: 'broken-quotes', row: (broken.row ?? 0) + 1 }
  return { rows: data, source: { kind: 'text', encoding, separator } }
}

const LOOKED_AT = 100 // rows

/** The one that cuts most rows into the same number of cells; titles above the list are few and don't count. */
function separatorOf(text: string): string {
  const scored = SEPARATORS.map((separator) => {
    const { data, errors } = Papa.parse<string[]>(text, {
      delimiter: separator,
      preview: LOOKED_AT,
      skipEmptyLines: 'greedy',
    })
    const rowsByWidth = Map.groupBy(data, (row) => row.length)
    const scores = [...rowsByWidth].map(([width, rows]) => (width - 1) * rows.length)
    // Quotes fall inside of cells where it is another one.
    const doubt = errors.some(({ type }) => type === 'Quotes') ? 2 : 1
    return { separator, score: Math.max(0, ...scores) / doubt }
  })
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).separator
}

async function readXlsx(bytes: Uint8Array): Promise<ReadFile | FaultyFile> {
  const entries = zipEntries(bytes)
  if (!entries) return { fault: 'damaged' }
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  if (entries.length > MAX_ENTRIES || unpacked > MAX_UNPACKED) return { fault: 'too-large' }
  if (!entries.some(({ path }) => path === 'xl/workbook.xml')) return { fault: 'other-sheet' }
  const files = new Map<string, Uint8Array>()
  // Pictures and the like are no part of a list.
  for (const entry of entries.filter(({ path }) => /\.(?:xml|rels)$/.test(path))) {
    const content = unpack(bytes, entry)
    if (!content) return { fault: 'damaged' }
    const fault = reachOf(content)
    if (fault) return { fault }
    files.set(entry.path, content)
  }
  try {
    // What was looked at is what is read: no other way of unpacking sees anything else.
    const sheet = await readSheet(zipUnpacked(files).buffer)
    return {
      rows: sheet.map((row) => row.map((cell) => (cell === null ? '' : cellToText(cell)))),
      source: { kind: 'xlsx' },
    }
  } catch (error) {
    // The library throws plain errors of many kinds for a broken file; a bug of ours would look no different here.
    if (error instanceof Error) return { fault: 'damaged' }
    throw error
  }
}

/** A date as no name can look; a number as it was typed. */
function cellToText(cell: string | number | boolean | Date | object): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10)
  return String(cell)
}

const beginsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, at) => bytes[at] === byte)

/** Spreadsheets like to save empty rows and columns behind the last one that is filled. */
function trimEnd(rows: readonly string[][]): string[][] {
  const isFilled = (cell: string) => cell.trim() !== ''
  const last = rows.findLastIndex((row) => row.some(isFilled))
  return rows.slice(0, last + 1).map((row) => row.slice(0, row.findLastIndex(isFilled) + 1))
}
