/** Finds a list's header and guesses what its columns mean; whoever imports it may say otherwise, column by column. */
import { type Content, contentOf, isDate } from './content.ts'
import { fold } from './fold.ts'
import { type HeaderSays, readHeader } from './headers.ts'
import { GUARDIAN_NUMBERS, guardianOf, isRefused, type Meaning } from './meanings.ts'

export type Grid = readonly (readonly string[])[]

export interface GuessedColumn {
  /** As it stands in the list; '' where there is no header. */
  header: string
  meaning: Meaning
  /** Where the guess comes from; `nothing`: there is none. */
  by: 'header' | 'content' | 'nothing'
}

export interface Guess {
  /** Index of the row; null: the list has none, and begins with its first row. */
  headerRow: number | null
  columns: GuessedColumn[]
}

// A title, a date and a line about the school may stand above.
const SEARCHED_ROWS = 20

/** Total: each grid has a guess, an empty one no columns. */
export function guess(grid: Grid): Guess {
  const headerRow = findHeader(grid)
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0)
  const headers = Array.from({ length: width }, (_, column) =>
    headerRow === null ? '' : (grid[headerRow]?.[column] ?? '').trim(),
  )
  const rows = grid.slice(headerRow === null ? 0 : headerRow + 1)
  const contents = headers.map((_, column) =>
    contentOf(rows.filter((row) => !isHeaderAgain(row, headers)).map((row) => row[column] ?? '')),
  )
  return { headerRow, columns: columnsOf(headers, contents) }
}

/** A header that was pasted in once more, such as at each page of a printed list. */
export function isHeaderAgain(row: readonly string[], headers: readonly string[]): boolean {
  const named = headers.map((header, column) => [fold(header), fold(row[column] ?? '')] as const)
  const known = named.filter(([header]) => header)
  return known.length > 1 && known.filter(([header, cell]) => header === cell).length >= known.length * 0.6
}

function findHeader(grid: Grid): number | null {
  let best: { row: number; score: number } | null = null
  for (const [row, cells] of grid.slice(0, SEARCHED_ROWS).entries()) {
    const filled = cells.filter((cell) => cell.trim())
    // Addresses, dates and numbers stand below a header, never in it.
    if (filled.some((cell) => cell.includes('@') || isDate(cell) || /^[\d\s()+-]{5,}$/.test(cell))) continue
    const score = filled.filter((cell) => readHeader(cell)).length
    // A title is a cell or two of many words; a header with one word that we know is one word.
    const isEnough = score >= 2 || (score === 1 && filled.some((cell) => readHeader(cell) && isOneWord(cell)))
    if (isEnough && score > (best?.score ?? 0)) best = { row, score }
  }
  return best?.row ?? null
}

const isOneWord = (cell: string) => !/\s/.test(cell.trim())

function columnsOf(headers: readonly string[], contents: readonly Content[]): GuessedColumn[] {
  const says = headers.map((header) => readHeader(header))
  const kidIsNamed = says.some((said) => said && 'who' in said && said.who === 'kid')
  const numberByWhose = new Map<string, number>()
  const taken = new Set<Meaning>()
  let current: { whose: string; number: number } | null = null

  const columns = headers.map((header, column): GuessedColumn => {
    const content = contents[column] ?? null
    const said = says[column] ?? null
    const byHeader = said && meaningOf(said, content)
    const meaning = byHeader ?? byContent(content)
    if (!isRefused(meaning) && meaning !== 'unused') taken.add(meaning)
    return { header, meaning, by: byHeader ? 'header' : meaning === 'unused' ? 'nothing' : 'content' }
  })
  return settleNames(columns)

  function meaningOf(said: HeaderSays, content: Content): Meaning | null {
    if ('refused' in said) return `refused-${said.refused}`
    // What stands in a column weighs more than its name.
    if (content === 'birth-date') return 'refused-birth-date'
    if ('home' in said) return 'home'
    const { who, fact, surnameFirst } = said
    if (who === 'kid' || (who === null && !kidIsNamed && isName(fact) && !current))
      return fresh(fact === 'full' && surnameFirst ? 'kid-full-surname-first' : `kid-${fact as 'full'}`)
    const number = numberFor(said.whose, fact, who === 'guardian')
    return number === null ? 'unused' : `guardian-${number as 1}-${fact}`
  }

  /** A second column of the same meaning says nothing that we know. */
  function fresh(meaning: Meaning): Meaning {
    return taken.has(meaning) ? 'unused' : meaning
  }

  /** The guardian that a column speaks of: by "mother" or "2", else the one of the columns before it. */
  function numberFor(whose: string, fact: string, isSaid: boolean): number | null {
    const known = whose === '' && !isSaid ? current?.number : numberByWhose.get(whose)
    let number = known ?? next()
    // "Parent, E-mail, Parent, E-mail": the second time it is somebody else.
    if (number !== null && taken.has(`guardian-${number as 1}-${fact as 'full'}`)) number = next()
    if (number === null) return null
    if (whose !== '' || isSaid) numberByWhose.set(whose, number)
    current = { whose, number }
    return number
  }

  function next(): number | null {
    const used = new Set([...taken].map((meaning) => guardianOf(meaning)?.number))
    for (const number of numberByWhose.values()) used.add(number as 1)
    return GUARDIAN_NUMBERS.find((number) => !used.has(number)) ?? null
  }

  function byContent(content: Content): Meaning {
    switch (content) {
      case 'birth-date':
      case 'school-id':
      case 'address':
        return `refused-${content}`
      case 'email':
      case 'phone': {
        const number = numberFor('', content, false)
        return number === null ? 'unused' : `guardian-${number as 1}-${content}`
      }
      case 'names':
      case 'full-names': {
        // Only a list without any header has names in columns that nothing is said about.
        if (headers.some((header) => readHeader(header))) return 'unused'
        if (!taken.has('kid-full') && !taken.has('kid-first'))
          return content === 'names' ? 'kid-first' : 'kid-full'
        const number = numberFor('', 'full', true)
        return number === null ? 'unused' : `guardian-${number as 1}-full`
      }
      default:
        return 'unused'
    }
  }
}

const isName = (fact: string) => fact === 'first' || fact === 'surname' || fact === 'full'

/** "Name" beside "Surname" is the first name. */
function settleNames(columns: GuessedColumn[]): GuessedColumn[] {
  const all = new Set(columns.map(({ meaning }) => meaning))
  return columns.map((column) => {
    const [, person] = /^(.+)-full(-surname-first)?$/.exec(column.meaning) ?? []
    if (!person || !all.has(`${person}-surname` as Meaning) || all.has(`${person}-first` as Meaning))
      return column
    return { ...column, meaning: `${person}-first` as Meaning }
  })
}

/** How the cells of a refused column come to rest: not at all. */
export function dropRefused(grid: Grid, { headerRow, columns }: Guess): string[][] {
  const refused = columns.map(({ meaning }) => isRefused(meaning))
  return grid.map((row, at) => row.map((cell, column) => (refused[column] && at !== headerRow ? '' : cell)))
}
