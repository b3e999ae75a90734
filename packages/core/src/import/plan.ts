/**
 * From a list to what would change in a circle. Pure: the same list, circle and decisions give the same plan, and a
 * plan that was carried out gives an empty one. It adds and updates, and never takes anybody away.
 */
import { matchGuardian } from './match.ts'
import { type Placing, place, type WaitingReason } from './place.ts'
import { namePeople, type PlannedPeople, type Standing } from './planned.ts'
import type { Decisions, Question } from './questions.ts'
import { type PresentCircle, type Roll, rollOf } from './roll.ts'
import { type RowNote, readRows, type SaidRow, type Sheet, type UnreadableRow, whoIn } from './rows.ts'

export interface UnclearRow {
  row: number
  reason: UnreadableRow['reason'] | WaitingReason
  about: string
}

export interface ImportPlan extends PlannedPeople {
  questions: Question[]
  /** By row. They wait, and hold nobody else up. */
  unclear: UnclearRow[]
  notes: RowNote[]
  counts: ImportCounts
}

export interface ImportCounts {
  /** On the list, and taken in. */
  kids: number
  guardians: number
  homes: number
  unclear: number
  /** Rows that say again what another row says. */
  again: number
  kidsBy: Record<Standing, number>
  guardiansBy: Record<Standing, number>
}

export interface ImportTask {
  sheet: Sheet
  present: PresentCircle
  decisions: Decisions
  /** For the names of families: 'en' or 'es'. */
  language: string
}

export function planImport({ sheet, present, decisions, language }: ImportTask): ImportPlan {
  const { rows, unreadable, headersAgain } = readRows(sheet)
  const roll = rollOf(present)
  const placing: Placing = { roll, decisions, questions: [], notes: rows.flatMap((row) => row.notes) }
  const unclear: UnclearRow[] = [...unreadable]
  let again = headersAgain
  for (const row of inOrder(rows, roll)) {
    const placed = place(placing, row)
    if ('waits' in placed) unclear.push({ row: row.row, reason: placed.waits, about: whoIn(row) })
    else if (placed.again) again++
  }
  const named = namePeople(roll, placing.notes, language)
  return {
    ...named,
    questions: placing.questions.sort((a, b) => a.row - b.row),
    unclear: unclear.sort((a, b) => a.row - b.row),
    notes: placing.notes.sort((a, b) => a.row - b.row),
    counts: countsOf(named, unclear.length, again),
  }
}

/**
 * Who is in the circle already is found first, so that a newcomer of the same name is not taken for them; then the
 * rows that say most, so that the others find what they are part of. The order of the rows themselves decides nothing else.
 */
function inOrder(rows: readonly SaidRow[], roll: Roll): SaidRow[] {
  const isKnown = (row: SaidRow) => row.guardians.some((said) => matchGuardian(roll, said, row) !== null)
  return rows
    .map((row) => ({ row, known: roll.guardians.size > 0 && isKnown(row) ? 0 : 1 }))
    .sort(
      (a, b) => a.known - b.known || b.row.guardians.length - a.row.guardians.length || a.row.row - b.row.row,
    )
    .map(({ row }) => row)
}

function countsOf({ homes, guardians, kids }: PlannedPeople, unclear: number, again: number): ImportCounts {
  const onList = (all: readonly { standing: Standing }[]) =>
    all.filter(({ standing }) => standing !== 'gone').length
  return {
    kids: onList(kids),
    guardians: onList(guardians),
    homes: onList(homes),
    unclear,
    again,
    kidsBy: byStanding(kids),
    guardiansBy: byStanding(guardians),
  }
}

function byStanding(all: readonly { standing: Standing }[]): Record<Standing, number> {
  const counts = { new: 0, changed: 0, same: 0, gone: 0 }
  for (const { standing } of all) counts[standing]++
  return counts
}
