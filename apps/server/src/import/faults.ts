/** Why a file can't be read as a class list. A page says each in words, with the place where there is one. */
export const FILE_FAULTS = [
  'empty',
  'too-large', // bytes, or what they unpack to
  'too-many-rows',
  'too-many-columns',
  'too-slow',
  'old-excel', // .xls of before 2007
  'other-sheet', // .ods, .numbers: a zip, and no .xlsx
  'damaged',
  'broken-quotes',
] as const
export type FileFault = (typeof FILE_FAULTS)[number]

/** `row` from 1, as a spreadsheet numbers it. */
export interface FaultyFile {
  fault: FileFault
  row?: number
}

export const MAX_FILE = 5 * 1024 * 1024
/** Characters of all cells: what a small zip may still unpack to, and what goes to the page and back. */
export const MAX_TEXT = 6 * 1024 * 1024
