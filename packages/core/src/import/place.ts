/** Puts one row into the roll, asks what only its organizer knows, or says why the row must wait. */

import { matchGuardian, matchKid, namesakeOf, namesakesOfKid } from './match.ts'
import { agree, displayed, nameOf } from './names.ts'
import { CHOICES, type Choice, type Decisions, type Question, type QuestionKind } from './questions.ts'
import {
  addGuardian,
  addHome,
  addKid,
  endedKey,
  type Guardian,
  type Home,
  type Kid,
  link,
  moveGuardian,
  phoneKey,
  type Roll,
  setEmail,
  setName,
  setPhone,
} from './roll.ts'
import type { RowNote, SaidGuardian, SaidRow } from './rows.ts'

export const WAITING = [
  'same-kid',
  'same-guardian',
  'home',
  'which-home', // its guardians have two homes here; whose the new one is, isn't said
  'several', // more than one guardian here would fit
  'crowded', // more in one home, or more kids of one guardian, than anybody has
  'left', // the family left the circle; no list brings it back
] as const
export type WaitingReason = (typeof WAITING)[number]

/** Guardians of one home, and kids of one guardian: more are a list's mistake, such as the school's own address. */
const MAX_IN_HOME = 20
const MAX_KIDS = 30

export interface Placing {
  roll: Roll
  decisions: Decisions
  questions: Question[]
  notes: RowNote[]
}

/** `again`: the row said nothing that another one had not said. */
export type Placed = { waits: WaitingReason } | { again: boolean }

export function place(placing: Placing, row: SaidRow): Placed {
  const waits = (reason: WaitingReason) => ({ waits: reason })
  const { roll } = placing
  const matched = new Map<SaidGuardian, Guardian>()
  const sharing = new Map<SaidGuardian, Guardian>()
  for (const said of row.guardians) {
    const match = matchGuardian(roll, said, row) ?? askNamesake(placing, said, row)
    if (match === 'several') return waits('several')
    if (match === 'waits') return waits('same-guardian')
    if (match && 'is' in match) matched.set(said, match.is)
    if (match && 'sharesWith' in match) sharing.set(said, match.sharesWith)
  }
  const known = new Set([...matched.values(), ...sharing.values()])
  if ([...known].some(({ hasLeft }) => hasLeft)) return waits('left')
  const homes = new Set([...known].map(({ home }) => home))
  const fresh = row.guardians.filter((said) => !matched.has(said) && !sharing.has(said))
  if (homes.size > 1 && fresh.length > 0) return waits('which-home')
  // A row without a kid only tells about guardians who are there.
  if (!row.kid && (fresh.length > 0 || sharing.size > 0)) return waits('which-home')

  const kid = row.kid && kidFor(placing, row, known, homes)
  if (kid === 'waits') return waits('same-kid')
  const joined = kid?.joins ?? [...homes][0]
  const joining = fresh.length + sharing.size
  if (joined && joining > 0 && joined.guardians.size + joining > MAX_IN_HOME) return waits('crowded')
  const gainsKid = (guardian: Guardian) => !(kid?.is && guardian.kids.has(kid.is))
  if (row.kid && [...known].some((one) => gainsKid(one) && one.kids.size >= MAX_KIDS)) return waits('crowded')
  const home = homeFor(placing, row, kid?.joins ?? [...homes][0] ?? null, { known, fresh, asks: !kid?.joins })
  if (home === 'waits') return waits('home')

  for (const [said, guardian] of matched) learn(placing, guardian, said, row)
  const guardians = [...matched.values()]
  for (const [said, owner] of sharing) {
    placing.notes.push({ row: row.row, note: 'shared-email', about: said.email ?? '' })
    guardians.push(addGuardian(roll, owner.home, { ...said, email: null }))
  }
  for (const said of fresh) guardians.push(addGuardian(roll, home ?? addHome(roll), said))
  const isSaidBefore = guardians.every(({ rows }) => rows.length > 0)
  for (const guardian of guardians) guardian.rows.push(row.row)
  const isKidSaidBefore = row.kid !== null && putKid(placing, row, kid?.is ?? null, guardians)
  return { again: isSaidBefore && isKidSaidBefore }
}

type KidFound = { is: Kid | null; joins: Home | null }

/** The kid that the row names, and the home that its new guardians join, if that was asked. */
function kidFor(
  placing: Placing,
  row: SaidRow,
  known: ReadonlySet<Guardian>,
  homes: ReadonlySet<Home>,
): KidFound | 'waits' {
  const name = row.kid ?? nameOf('', '')
  const around = new Set([...homes].flatMap((home) => [...home.guardians]))
  const own = matchKid(known, name) ?? matchKid(around, name)
  if (own) return { is: own, joins: null }
  for (const namesake of namesakesOfKid(placing.roll, name, around)) {
    const [first] = namesake.guardians
    // A kid whose guardians have all left is nobody's to join.
    if (!first || [...namesake.guardians].every(({ hasLeft }) => hasLeft)) continue
    const chosen = ask(placing, 'same-kid', row, displayed(row.kid), {
      id: namesake.id,
      rows: namesake.rows,
      name: namesake.shown ?? displayed(namesake.name),
      guardians: [...namesake.guardians],
    })
    if (chosen === null) return 'waits'
    if (chosen === 'two-homes') return { is: namesake, joins: null }
    if (chosen === 'one-home') return { is: namesake, joins: homes.size === 0 ? first.home : null }
  }
  return { is: null, joins: null }
}

/** Where the row's new guardians live. Null: in a home of their own. */
function homeFor(
  placing: Placing,
  row: SaidRow,
  home: Home | null,
  { known, fresh, asks }: { known: ReadonlySet<Guardian>; fresh: readonly SaidGuardian[]; asks: boolean },
): Home | null | 'waits' {
  if (fresh.length === 0) return home
  if (!home) return addHome(placing.roll, { label: row.home })
  const others = [...home.guardians].filter((guardian) => !known.has(guardian))
  const [first] = others
  // The home says itself who lives there, or nobody else does.
  if (!asks || !first || (row.home !== '' && home.label === row.home)) return home
  const [shared] = known
  const chosen = ask(
    placing,
    'home',
    row,
    displayed(fresh[0]?.name ?? null),
    { id: first.id, rows: first.rows, name: shared ? shownOf(shared) : '', guardians: others },
    // Who is in the circle stays in their home; only a guardian may move out of it.
    home.id === null ? CHOICES.home : ['one-home', 'new-home'],
  )
  if (chosen === null) return 'waits'
  if (chosen === 'one-home') return home
  const own = addHome(placing.roll, { label: row.home })
  if (chosen === 'moves') for (const guardian of known) moveGuardian(guardian, own)
  return own
}

function askNamesake(placing: Placing, said: SaidGuardian, row: SaidRow): { is: Guardian } | 'waits' | null {
  const namesake = namesakeOf(placing.roll, said)
  if (!namesake || namesake.hasLeft) return null
  const chosen = ask(placing, 'same-guardian', row, displayed(said.name), {
    id: namesake.id,
    rows: namesake.rows,
    name: shownOf(namesake),
    guardians: [...namesake.home.guardians].filter((guardian) => guardian !== namesake),
  })
  if (chosen === null) return 'waits'
  return chosen === 'same' ? { is: namesake } : null
}

function ask(
  { decisions, questions }: Placing,
  kind: QuestionKind,
  row: SaidRow,
  name: string,
  other: { id: string | null; rows: readonly number[]; name: string; guardians: readonly Guardian[] },
  choices: readonly Choice[] = CHOICES[kind],
): Choice | null {
  const key = `${kind}:${row.row}:${other.id ?? other.rows[0] ?? ''}`
  const decided = Object.hasOwn(decisions, key) ? decisions[key] : undefined
  const chosen = decided !== undefined && choices.includes(decided) ? decided : null
  questions.push({
    key,
    kind,
    row: row.row,
    choices,
    chosen,
    name,
    guardians: row.guardians.map((said) => displayed(said.name)).filter(Boolean),
    other: {
      row: other.rows[0] ?? null,
      name: other.name,
      guardians: other.guardians.map(shownOf).filter(Boolean),
    },
  })
  return chosen
}

/** What the row says about a guardian who is there. Names stay as they are: a family may have mended its own. */
function learn({ roll, notes }: Placing, guardian: Guardian, said: SaidGuardian, { row }: SaidRow) {
  if (said.name && !guardian.name) setName(roll, guardian, said.name)
  if (
    said.name &&
    guardian.id === null &&
    guardian.name &&
    said.name.words.length > guardian.name.words.length
  )
    setName(roll, guardian, said.name)
  if (said.email !== null && said.email !== guardian.email) {
    if (roll.guardiansByEmail.has(said.email)) notes.push({ row, note: 'shared-email', about: said.email })
    else if (mayChange(guardian, guardian.email)) {
      setEmail(roll, guardian, said.email)
      if (guardian.id !== null) guardian.changes.add('email')
    } else notes.push({ row, note: 'kept-email', about: shownOf(guardian) })
  }
  if (said.phone !== null && phoneKey(said.phone) !== phoneKey(guardian.phone ?? '')) {
    if (mayChange(guardian, guardian.phone)) {
      setPhone(roll, guardian, said.phone)
      if (guardian.id !== null) guardian.changes.add('phone')
    } else notes.push({ row, note: 'kept-phone', about: shownOf(guardian) })
  }
}

/** Of who has not come in yet, a list fills in what is missing and replaces what is there, once. */
const mayChange = ({ id, isIn, rows }: Guardian, had: string | null) =>
  !isIn && (had === null || (id !== null && rows.length === 0))

/** Whether another row spoke of the same kid with these guardians. */
function putKid(
  { roll, notes }: Placing,
  row: SaidRow,
  known: Kid | null,
  guardians: readonly Guardian[],
): boolean {
  const name = row.kid ?? nameOf('', '')
  const kid = known ?? addKid(roll, name, guardians)
  // The list knows more of a name than is kept here; it tells the next kid of that first name apart.
  if (agree(kid.name, name) && name.words.length > kid.name.words.length)
    kid.name = { ...name, first: kid.name.first }
  const isSaidBefore = kid.rows.length > 0 && guardians.every((guardian) => kid.guardians.has(guardian))
  kid.rows.push(row.row)
  for (const guardian of guardians) {
    if (kid.id !== null && guardian.id !== null && roll.ended.has(endedKey(kid.id, guardian.id)))
      notes.push({ row: row.row, note: 'link-ended', about: shownOf(guardian) })
    else link(kid, guardian)
  }
  return isSaidBefore
}

const shownOf = (guardian: Guardian) => guardian.shown ?? displayed(guardian.name)
