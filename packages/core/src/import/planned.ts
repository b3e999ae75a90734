/** The people of a plan as they will stand in the circle: what each is called, and whether that is new. */

import * as v from 'valibot'
import { guardianName, kidName, nameFamily, nameGuardian } from '../people/names.ts'
import { fold } from './fold.ts'
import { initialOf, type PersonName } from './names.ts'
import type { Guardian, Home, Kid, Roll } from './roll.ts'
import type { RowNote } from './rows.ts'

/** `gone`: in the circle, and not on this list (any more). They are left alone. */
export type Standing = 'new' | 'changed' | 'same' | 'gone'

export interface PlannedGuardian {
  ref: string
  id: string | null
  homeRef: string
  name: string
  email: string | null
  phone: string | null
  standing: Standing
  changes: ('email' | 'phone')[]
}

export interface PlannedKid {
  ref: string
  id: string | null
  name: string
  standing: Standing
  guardianRefs: string[]
  /** Those of `guardianRefs` that are new for a kid who is there already; all of a new kid's. */
  addedRefs: string[]
}

export interface PlannedHome {
  ref: string
  id: string | null
  name: string
  standing: Standing
  /** In ascending order. */
  rows: number[]
}

export interface PlannedPeople {
  homes: PlannedHome[]
  guardians: PlannedGuardian[]
  kids: PlannedKid[]
}

/** Whoever left the circle is no part of it. */
export function namePeople(roll: Roll, notes: RowNote[], language: string): PlannedPeople {
  const guardians = asListed(
    [...roll.guardians].filter(({ hasLeft }) => !hasLeft),
    ({ rows }) => rows,
  )
  const kids = asListed(
    [...roll.kids].filter((kid) => kid.rows.length > 0 || isThere(kid)),
    ({ rows }) => rows,
  )
  const homes = asListed(
    [...roll.homes].filter((home) => [...home.guardians].some(({ hasLeft }) => !hasLeft)),
    rowsOf,
  )
  const refs = new Map<Guardian | Home | Kid, string>()
  for (const [at, guardian] of guardians.entries()) refs.set(guardian, guardian.id ?? `g${at}`)
  for (const [at, kid] of kids.entries()) refs.set(kid, kid.id ?? `k${at}`)
  for (const [at, home] of homes.entries()) refs.set(home, home.id ?? `h${at}`)
  const refOf = (of: Guardian | Home | Kid) => refs.get(of) ?? ''
  const kidNames = nameKids(kids, notes)
  const guardianNames = nameGuardians(guardians, kidNames, language)
  const homeNames = nameHomes(homes, kidNames, guardianNames, language)
  const inOrder = (all: Iterable<Guardian>) => [...all].filter((one) => refs.has(one)).map(refOf)
  return {
    homes: homes.map((home) => ({
      ref: refOf(home),
      id: home.id,
      name: homeNames.get(home) ?? '',
      standing: standingOfHome(home),
      rows: [...new Set(rowsOf(home))].sort((a, b) => a - b),
    })),
    guardians: guardians.map((guardian) => ({
      ref: refOf(guardian),
      id: guardian.id,
      homeRef: refOf(guardian.home),
      name: guardianNames.get(guardian) ?? '',
      email: guardian.email,
      phone: guardian.phone,
      standing: standingOf(guardian, guardian.changes.size > 0),
      changes: [...guardian.changes],
    })),
    kids: kids.map((kid) => ({
      ref: refOf(kid),
      id: kid.id,
      name: kidNames.get(kid) ?? '',
      standing: standingOf(kid, kid.added.size > 0),
      guardianRefs: inOrder(kid.guardians),
      addedRefs: inOrder(kid.added),
    })),
  }
}

const rowsOf = (home: Home) => [...home.guardians].flatMap(({ rows }) => rows)

/** Who is there as they stand there, then who is new as the list has them. */
function asListed<Who extends { id: string | null }>(
  all: readonly Who[],
  rowsOf: (one: Who) => readonly number[],
): Who[] {
  const [there = [], fresh = []] = [true, false].map((isThere) =>
    all.filter(({ id }) => (id !== null) === isThere),
  )
  const firstRows = new Map(fresh.map((one) => [one, Math.min(...rowsOf(one))]))
  return [...there, ...fresh.sort((a, b) => (firstRows.get(a) ?? 0) - (firstRows.get(b) ?? 0))]
}

const isThere = (kid: Kid) => [...kid.guardians].some(({ hasLeft }) => !hasLeft)

function standingOf({ id, rows }: Guardian | Kid, isChanged: boolean): Standing {
  if (id === null) return 'new'
  if (isChanged) return 'changed'
  return rows.length > 0 ? 'same' : 'gone'
}

function standingOfHome(home: Home): Standing {
  if (home.id === null) return 'new'
  const guardians = [...home.guardians]
  const kids = new Set(guardians.flatMap((guardian) => [...guardian.kids]))
  const isChanged =
    guardians.some(({ id, changes }) => id === null || changes.size > 0) ||
    [...kids].some((kid) => guardians.some((guardian) => kid.added.has(guardian)))
  if (isChanged) return 'changed'
  return guardians.some(({ rows }) => rows.length > 0) ? 'same' : 'gone'
}

/** First names; the initial only where two share one (house rule 11). Who has a name here keeps it. */
function nameKids(kids: readonly Kid[], notes: RowNote[]): Map<Kid, string> {
  const named = nameNew(kids, kidName)
  const kidsByName = Map.groupBy(kids, (kid) => named.get(kid) ?? '')
  for (const [name, alike] of kidsByName) {
    const fresh = alike.find(({ id }) => id === null)
    if (alike.length > 1 && fresh) notes.push({ row: fresh.rows[0] ?? 0, note: 'same-name', about: name })
  }
  return named
}

function nameGuardians(
  guardians: readonly Guardian[],
  kidNames: ReadonlyMap<Kid, string>,
  language: string,
): Map<Guardian, string> {
  const named = nameNew(guardians, guardianName)
  for (const guardian of guardians) {
    const [kid] = guardian.kids
    if (!named.get(guardian)) named.set(guardian, nameGuardian(language, (kid && kidNames.get(kid)) ?? ''))
  }
  return named
}

function nameNew<Person extends Guardian | Kid>(
  people: readonly Person[],
  schema: v.GenericSchema<string, string>,
): Map<Person, string> {
  const firstOf = ({ shown, name }: Person) =>
    fold(shown === null ? (name?.first ?? '') : withoutInitial(shown))
  const peopleByFirst = Map.groupBy(people, firstOf)
  return new Map(
    people.map((person) => {
      if (person.shown !== null) return [person, person.shown]
      const isAlone = (peopleByFirst.get(firstOf(person))?.length ?? 0) < 2
      const first = person.name?.first ?? ''
      const called = isAlone ? first : withInitial(person.name)
      return [person, v.is(schema, called) ? called : first]
    }),
  )
}

const withoutInitial = (shown: string) => shown.replace(/ \p{L}\.$/u, '')
const withInitial = (name: PersonName | null) => (name ? `${name.first} ${initialOf(name)}`.trim() : '')

/** After its kids; after its guardian where another home is called after the same kids already. */
function nameHomes(
  homes: readonly Home[],
  kidNames: ReadonlyMap<Kid, string>,
  guardianNames: ReadonlyMap<Guardian, string>,
  language: string,
): Map<Home, string> {
  const taken = new Set(homes.flatMap(({ name }) => name ?? []))
  return new Map(
    homes.map((home) => {
      if (home.name !== null) return [home, home.name]
      const guardians = [...home.guardians]
      const kids = new Set(guardians.flatMap((guardian) => [...guardian.kids]))
      const byKids = nameFamily(
        language,
        [...kids].map((kid) => kidNames.get(kid) ?? ''),
      )
      const byGuardians = nameFamily(
        language,
        guardians.map((guardian) => guardianNames.get(guardian) ?? ''),
      )
      const name = kids.size > 0 && !taken.has(byKids) ? byKids : byGuardians
      taken.add(name)
      return [home, name]
    }),
  )
}
