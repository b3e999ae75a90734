/** One row of a list, read by its columns' meanings: a kid, its guardians, and what could not be read. */
import * as v from 'valibot'
import { emailAddress, guardianName, kidName, phoneNumber } from '../people/names.ts'
import { fold } from './fold.ts'
import { type Grid, isHeaderAgain } from './guess.ts'
import { takeMarkOff } from './harmless.ts'
import { GUARDIAN_NUMBERS, isRefused, type Meaning } from './meanings.ts'
import { displayed, nameOf, type PersonName, readFirstName, readFullName, readSeveral } from './names.ts'

/** A guardian as one row writes them. No name: the list has only a way to reach them. */
export interface SaidGuardian {
  name: PersonName | null
  email: string | null
  phone: string | null
}

export interface SaidRow {
  /** As the spreadsheet numbers it, from 1. */
  row: number
  kid: PersonName | null
  guardians: SaidGuardian[]
  /** Folded; '' when nothing is said. */
  home: string
  notes: RowNote[]
}

/** Taken in all the same, without what it names. */
export const NOTES = [
  'bad-email',
  'bad-phone',
  'shared-email', // two guardians, one address: it stays with the first
  'kept-email', // whoever is in looks after their own contacts
  'kept-phone',
  'link-ended', // an organizer ended this guardian's link to the kid here
  'same-name', // two kids are now called alike
] as const
export interface RowNote {
  row: number
  note: (typeof NOTES)[number]
  /** What the list says, or whom it is about. */
  about: string
}

export const UNREADABLE = [
  'no-kid',
  'no-guardian',
  'kid-name',
  'guardian-name',
  'many-names', // in one cell
  'many-people', // on the whole list; the rows before are taken
] as const
export interface UnreadableRow {
  row: number
  reason: (typeof UNREADABLE)[number]
  /** What the list says there, shortened; '' when nothing. */
  about: string
}

export interface ReadRows {
  rows: SaidRow[]
  unreadable: UnreadableRow[]
  /** Rows that only repeat the header. */
  headersAgain: number
}

export interface Sheet {
  grid: Grid
  headerRow: number | null
  columns: readonly Meaning[]
}

const SHOWN = 40
const MAX_NAMES = 6 // in one cell
const MAX_PEOPLE = 12_000

/** Empty rows are passed over. Refused and unused columns are never looked at. */
export function readRows({ grid, headerRow, columns }: Sheet): ReadRows {
  const headers = headerRow === null ? [] : (grid[headerRow] ?? []).map((cell) => cell.trim())
  const read: ReadRows = { rows: [], unreadable: [], headersAgain: 0 }
  const used = columns.flatMap((meaning, column) =>
    meaning === 'unused' || isRefused(meaning) ? [] : [{ meaning, column }],
  )
  let people = 0
  for (const [at, cells] of grid.entries()) {
    if (headerRow !== null && at <= headerRow) continue
    if (headerRow !== null && isHeaderAgain(cells, headers)) {
      read.headersAgain++
      continue
    }
    const textBy = new Map<Meaning, string>(
      used.map(({ meaning, column }) => [meaning, takeMarkOff(cells[column] ?? '').trim()]),
    )
    if ([...textBy.values()].every((text) => text === '')) continue
    const row = readRow(at + 1, (meaning) => textBy.get(meaning) ?? '')
    if ('reason' in row) {
      read.unreadable.push(row)
      continue
    }
    people += row.guardians.length + (row.kid ? 1 : 0)
    if (people <= MAX_PEOPLE) read.rows.push(row)
    else read.unreadable.push({ row: row.row, reason: 'many-people', about: whoIn(row) })
  }
  return read
}

type TextOf = (meaning: Meaning) => string

function readRow(row: number, textOf: TextOf): SaidRow | UnreadableRow {
  const notes: RowNote[] = []
  const unreadable = (reason: UnreadableRow['reason'], about: string): UnreadableRow => ({
    row,
    reason,
    about: about.slice(0, SHOWN),
  })
  const kidText = (['kid-first', 'kid-full', 'kid-full-surname-first', 'kid-surname'] as const)
    .map(textOf)
    .find((text) => text)
  const kid = readKid(textOf)
  if (kidText && !(kid && isName(kid, kidName))) return unreadable('kid-name', kidText)
  const guardians: SaidGuardian[] = []
  for (const number of GUARDIAN_NUMBERS) {
    const names = textOf(`guardian-${number}-full`)
    if (readSeveral(names).length > MAX_NAMES) return unreadable('many-names', names)
    const said = readGuardians((fact) => textOf(`guardian-${number}-${fact}`), row, notes)
    const strange = said.find(({ name }) => name && !isName(name, guardianName))
    if (strange?.name) return unreadable('guardian-name', `${strange.name.first} ${strange.name.rest}`.trim())
    guardians.push(...said)
  }
  if (guardians.length === 0) return unreadable('no-guardian', kidText ?? textOf('home'))
  const home = fold(textOf('home'))
  // A guardian alone is read where a home says which one is meant; else it would be nobody's.
  if (!kid && !home) return unreadable('no-kid', guardians[0]?.name?.first ?? '')
  return { row, kid, guardians: onceEach(guardians, row, notes), home, notes }
}

/** For an organizer to find it on the list. */
export const whoIn = ({ kid, guardians }: SaidRow) => displayed(kid ?? guardians[0]?.name ?? null)

function readKid(textOf: TextOf): PersonName | null {
  const first = textOf('kid-first')
  const surname = textOf('kid-surname')
  if (first && surname) return nameOf(first, surname)
  if (first) return readFirstName(first)
  const full = textOf('kid-full') || textOf('kid-full-surname-first')
  if (!full) return null
  return readFullName(full, textOf('kid-full') === '')
}

function readGuardians(
  textOf: (fact: 'first' | 'surname' | 'full' | 'email' | 'phone') => string,
  row: number,
  notes: RowNote[],
): SaidGuardian[] {
  const first = textOf('first')
  const surname = textOf('surname')
  const names = first
    ? [surname ? nameOf(first, surname) : readFirstName(first)]
    : readSeveral(textOf('full')).filter((name) => name.words.length > 0 || name.first)
  const emails = several(textOf('email'), emailAddress, /[\s;,/]+/, (about) =>
    notes.push({ row, note: 'bad-email', about }),
  )
  const phones = several(textOf('phone'), phoneNumber, /[;,/\n]+/, (about) =>
    notes.push({ row, note: 'bad-phone', about }),
  )
  const count = Math.max(names.length, emails.length > 0 || phones.length > 0 ? 1 : 0)
  return Array.from({ length: count }, (_, at) => ({
    name: names[at] ?? null,
    email: emails[at]?.toLowerCase() ?? null,
    phone: phones[at] ?? null,
  }))
}

// An organizer's own export has contacts masked (people/masks.ts): that says nothing, and is no fault.
const MASK = '…'

function several(
  text: string,
  schema: v.GenericSchema<string, string>,
  between: RegExp,
  onfault: (about: string) => void,
): string[] {
  return (
    text
      .split(between)
      .filter((part) => part.trim() && !part.includes(MASK))
      // No more belong to the names beside them.
      .slice(0, MAX_NAMES)
      .flatMap((part) => {
        const parsed = v.safeParse(schema, part)
        if (parsed.success) return [parsed.output]
        onfault(part.trim().slice(0, SHOWN))
        return []
      })
  )
}

/** Numbers, formulas and the like are no names; neither is what doesn't fit on a line. "William (Will)" is one. */
const isName = ({ first }: PersonName, schema: v.GenericSchema<string, string>) =>
  v.is(schema, first) &&
  /^[\p{L}\p{M}’'‘`´"(][\p{L}\p{M}\d .,’'‘`´"()\-‐–]*$/u.test(first) &&
  (first.match(/\d/g)?.length ?? 0) * 2 < first.length

/** The same guardian twice in one row is one; two guardians with one address are two, and it is the first one's. */
function onceEach(guardians: SaidGuardian[], row: number, notes: RowNote[]): SaidGuardian[] {
  const kept: SaidGuardian[] = []
  for (const guardian of guardians) {
    const twin = kept.find(
      ({ name, email }) =>
        (name && guardian.name && name.words.join(' ') === guardian.name.words.join(' ')) ||
        (!guardian.name && email !== null && email === guardian.email),
    )
    if (twin) {
      if (kept.every(({ email }) => email !== guardian.email)) twin.email ??= guardian.email
      twin.phone ??= guardian.phone
      continue
    }
    const sharesEmail = guardian.email !== null && kept.some(({ email }) => email === guardian.email)
    if (sharesEmail) notes.push({ row, note: 'shared-email', about: guardian.email ?? '' })
    kept.push(sharesEmail ? { ...guardian, email: null } : guardian)
  }
  return kept
}
