/** What a column holds, by what stands in it: for columns without a header that we know, and against wrong headers. */
import { wordsOf } from './fold.ts'

export type Content =
  | 'email'
  | 'phone'
  | 'birth-date'
  | 'school-id'
  | 'address'
  | 'names'
  | 'full-names'
  | null

// So many of the cells that are filled must look alike.
const MOST = 0.6
const LOOKED_AT = 200

const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*'
const DATES = [
  /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?$/,
  new RegExp(`^\\d{1,2}[ .-]*(de )?${MONTH}\\.?[ ,.-]*(de )?\\d{2,4}$`, 'i'),
  new RegExp(`^${MONTH}\\.? \\d{1,2},? \\d{2,4}$`, 'i'),
]
const STREET_WORDS = new Set(
  'st street ave avenue road rd lane ln drive dr blvd boulevard court calle c av avda avenida paseo plaza camino carrera'.split(
    ' ',
  ),
)

export const isDate = (cell: string) => DATES.some((date) => date.test(cell.trim()))
const isEmail = (cell: string) => /^[^\s@]+@[^\s@]+/.test(cell.trim()) || /^.… ?@|…@/.test(cell)
const isPhone = (cell: string) => /^[+(\d… ][\d ().\-/…]*$/.test(cell.trim()) && digitsOf(cell) >= 7
const isShortNumber = (cell: string) => /^[A-Z]{0,3}-?\d{3,12}$/i.test(cell.trim())
const digitsOf = (cell: string) => cell.replace(/\D/g, '').length
const isStreet = (cell: string) =>
  /\d/.test(cell) && wordsOf(cell).length >= 2 && wordsOf(cell).some((word) => STREET_WORDS.has(word))
export const isNameLike = (cell: string) => /^[\p{L}\p{M}][\p{L}\p{M} .,’'\-&]*$/u.test(cell.trim())

export function contentOf(cells: readonly string[]): Content {
  const filled = cells.filter((cell) => cell.trim() !== '').slice(0, LOOKED_AT)
  if (filled.length === 0) return null
  const most = (is: (cell: string) => boolean) => filled.filter(is).length >= filled.length * MOST
  if (most(isEmail)) return 'email'
  if (most(isDate)) return 'birth-date'
  if (most(isStreet)) return 'address'
  // Numbers of one length, without a space between, are a list's ids; phones are written by people.
  if (most(isShortNumber) && new Set(filled.map(digitsOf)).size === 1 && digitsOf(filled[0] ?? '') < 9)
    return 'school-id'
  if (most(isPhone)) return 'phone'
  if (!most(isNameLike)) return null
  return most((cell) => wordsOf(cell).length >= 2) ? 'full-names' : 'names'
}
