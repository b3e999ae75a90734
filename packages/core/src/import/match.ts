/**
 * Which guardian of the circle a row speaks of. The same address is the same guardian; the same name is, when one more
 * fact agrees: the phone, a kid, the home, or the other guardian. A surname alone never is: half a school may share it.
 */
import { agree, agreeInFull, type PersonName } from './names.ts'
import { type Guardian, type Kid, phoneKey, type Roll } from './roll.ts'
import type { SaidGuardian, SaidRow } from './rows.ts'

export type Match =
  | { is: Guardian }
  /** Another name with somebody's address: of the same home, and without that address. */
  | { sharesWith: Guardian }
  /** Several would do. */
  | 'several'
  | null

export function matchGuardian(roll: Roll, said: SaidGuardian, row: SaidRow): Match {
  const owner = said.email === null ? undefined : roll.guardiansByEmail.get(said.email)
  if (!owner) return byName(roll, said, row)
  const match = byAddress(owner, said, row)
  if (!('sharesWith' in match)) return match
  // Under that name they may be here already, in a home of their own.
  const named = byName(roll, { ...said, email: null }, row)
  return named && named !== 'several' && 'is' in named ? named : match
}

function byName(roll: Roll, said: SaidGuardian, row: SaidRow): Match {
  const scored = near(roll, said, row)
    .map((one) => ({ one, facts: said.name ? factsFor(one, said, row) : 2 }))
    .filter(({ one, facts }) => facts >= factsNeeded(one, said))
    .sort((a, b) => b.facts - a.facts)
  const [best, next] = scored
  if (!best) return null
  return next && next.facts === best.facts ? 'several' : { is: best.one }
}

/**
 * Of whom at least one fact agrees. Found by their facts and then asked their name: on some lists half of all guardians
 * share a first name, and none of them a kid.
 */
function near(roll: Roll, said: SaidGuardian, row: SaidRow): Guardian[] {
  const samePhone = roll.guardiansByPhone.get(said.phone === null ? '' : phoneKey(said.phone))
  const ofKid = kidsNamed(roll, row.kid).flatMap((kid) => [...kid.guardians])
  if (!said.name) return [...new Set(ofKid)].filter((one) => samePhone?.has(one))
  const sameName = roll.guardiansByWord.get(said.name.words[0] ?? '') ?? new Set()
  const homes = roll.homesByLabel.get(row.home) ?? new Set()
  // Where all say the same home, few say the same name; and the other way round.
  const sameHome =
    homes.size < sameName.size
      ? [...homes].flatMap((home) => [...home.guardians])
      : [...sameName].filter((one) => homes.has(one.home))
  const withOthers = row.guardians
    .filter((other) => other !== said)
    .flatMap(({ name }) =>
      [...(roll.guardiansByWord.get(name?.words[0] ?? '') ?? [])].filter((one) => isNamed(one, name)),
    )
    .flatMap((one) => [...one.home.guardians])
  const all = new Set([...(samePhone ?? []), ...ofKid, ...sameHome, ...withOthers])
  return [...all].filter((one) => isNamed(one, said.name))
}

const kidsNamed = (roll: Roll, name: PersonName | null) =>
  name ? [...(roll.kidsByWord.get(name.words[0] ?? '') ?? [])].filter((kid) => agree(kid.name, name)) : []

/** Somebody of the very same full name, and nothing that tells the two apart: worth a question. */
export function namesakeOf(roll: Roll, said: SaidGuardian): Guardian | null {
  const { name, email } = said
  if (!name) return null
  for (const one of roll.guardiansByName.get(name.words.join(' ')) ?? [])
    if (
      one.name &&
      agreeInFull(one.name, name) &&
      !(one.email !== null && email !== null && one.email !== email)
    )
      return one
  return null
}

/** The kid of these guardians that a row names: the one whose name agrees in most words. */
export function matchKid(guardians: Iterable<Guardian>, name: PersonName): Kid | null {
  const kids = new Set([...guardians].flatMap((guardian) => [...guardian.kids]))
  const agreeing = [...kids].filter((kid) => agree(kid.name, name))
  return agreeing.sort((a, b) => b.name.words.length - a.name.words.length)[0] ?? null
}

/** Kids of that name who have none of these guardians. */
export function namesakesOfKid(roll: Roll, name: PersonName, guardians: ReadonlySet<Guardian>): Kid[] {
  return kidsNamed(roll, name).filter(
    (kid) => ![...kid.guardians].some((guardian) => guardians.has(guardian)),
  )
}

function byAddress(
  owner: Guardian,
  said: SaidGuardian,
  row: SaidRow,
): { is: Guardian } | { sharesWith: Guardian } {
  if (!said.name || !owner.name || agree(owner.name, said.name)) return { is: owner }
  const namesake = [...owner.home.guardians].find((one) => isNamed(one, said.name))
  if (namesake) return { is: namesake }
  const isInRow = row.guardians.some((other) => other !== said && isNamed(owner, other.name))
  // Somebody who was there before and is now written otherwise (Liz, Elizabeth) is still the same.
  return owner.id !== null && !isInRow && owner.rows.length === 0 ? { is: owner } : { sharesWith: owner }
}

const isNamed = (guardian: Guardian, name: PersonName | null) =>
  guardian.name !== null && name !== null && agree(guardian.name, name)

const knowsKid = (guardian: Guardian, name: PersonName | null) =>
  name !== null && [...guardian.kids].some((kid) => agree(kid.name, name))

function factsFor(guardian: Guardian, said: SaidGuardian, row: SaidRow): number {
  const others = [...guardian.home.guardians].filter((one) => one !== guardian)
  return [
    guardian.phone !== null && said.phone !== null && phoneKey(guardian.phone) === phoneKey(said.phone),
    knowsKid(guardian, row.kid),
    row.home !== '' && guardian.home.label === row.home,
    row.guardians.some((other) => other !== said && others.some((one) => isNamed(one, other.name))),
  ].filter(Boolean).length
}

/** Two addresses speak for two people, unless the whole name or a second fact says otherwise. */
function factsNeeded(guardian: Guardian, said: SaidGuardian): number {
  const differ = guardian.email !== null && said.email !== null && guardian.email !== said.email
  return differ && !(guardian.name && said.name && agreeInFull(guardian.name, said.name)) ? 2 : 1
}
