/**
 * The circle while a list is being planned into it: who is there already, and who came with earlier rows. Homes know
 * their guardians, kids theirs; a home's kids are those of its guardians.
 */
import { fold } from './fold.ts'
import { type PersonName, readFirstName, readFullName } from './names.ts'

export interface PresentCircle {
  homes: readonly { id: string; name: string }[]
  guardians: readonly {
    id: string
    homeId: string
    name: string
    email: string | null
    phone: string | null
    /** Has come in, or holds an office: looks after their own contacts. An address is a way in, so no list gives one. */
    isIn: boolean
    hasLeft: boolean
  }[]
  kids: readonly { id: string; name: string; guardianIds: readonly string[] }[]
  /** Links that an organizer ended: no list brings them back (house rule 12). */
  ended: readonly { kidId: string; guardianId: string }[]
}

export interface Home {
  id: string | null
  name: string | null
  /** Folded, as the column "home" says it. */
  label: string
  guardians: Set<Guardian>
}

export interface Guardian {
  id: string | null
  name: PersonName | null
  shown: string | null
  email: string | null
  phone: string | null
  home: Home
  kids: Set<Kid>
  isIn: boolean
  hasLeft: boolean
  rows: number[]
  /** What the list changes for somebody who is there already. */
  changes: Set<'email' | 'phone'>
}

export interface Kid {
  id: string | null
  name: PersonName
  shown: string | null
  guardians: Set<Guardian>
  /** Guardians that the list adds. */
  added: Set<Guardian>
  rows: number[]
}

export interface Roll {
  homes: Set<Home>
  guardians: Set<Guardian>
  kids: Set<Kid>
  guardiansByEmail: Map<string, Guardian>
  guardiansByPhone: Map<string, Set<Guardian>>
  /** By the first word of their names: no two that agree differ in it. */
  guardiansByWord: Map<string, Set<Guardian>>
  /** By all words of it; nobody is told apart by a name that says more than it did. */
  guardiansByName: Map<string, Set<Guardian>>
  kidsByWord: Map<string, Set<Kid>>
  homesByLabel: Map<string, Set<Home>>
  ended: ReadonlySet<string>
}

export const endedKey = (kidId: string, guardianId: string) => `${kidId} ${guardianId}`

/** Numbers are compared by their last digits: a country's code may stand before them or not. */
export const phoneKey = (phone: string) => phone.replace(/\D/g, '').slice(-9)

export function rollOf(present: PresentCircle): Roll {
  const roll: Roll = {
    homes: new Set(),
    guardians: new Set(),
    kids: new Set(),
    guardiansByEmail: new Map(),
    guardiansByPhone: new Map(),
    guardiansByWord: new Map(),
    guardiansByName: new Map(),
    kidsByWord: new Map(),
    homesByLabel: new Map(),
    ended: new Set(present.ended.map(({ kidId, guardianId }) => endedKey(kidId, guardianId))),
  }
  const labels = homeLabels(present.homes)
  const homeById = new Map(
    present.homes.map(({ id, name }) => [id, addHome(roll, { id, name, label: fold(labels.get(id) ?? '') })]),
  )
  const guardianById = new Map<string, Guardian>()
  for (const { id, homeId, name, email, phone, isIn, hasLeft } of present.guardians) {
    const home = homeById.get(homeId)
    if (!home) continue
    const added = addGuardian(roll, home, {
      name: readFullName(name),
      email: email?.toLowerCase() ?? null,
      phone,
    })
    Object.assign(added, { id, shown: name, isIn, hasLeft })
    guardianById.set(id, added)
  }
  for (const { id, name, guardianIds } of present.kids) {
    const guardians = guardianIds.flatMap((guardianId) => guardianById.get(guardianId) ?? [])
    const kid = addKid(roll, readFirstName(name), guardians)
    Object.assign(kid, { id, shown: name })
    kid.added.clear()
  }
  return roll
}

/** What the column "home" says of each home, in an export and on the way back: two of one name are told apart. */
export function homeLabels(homes: PresentCircle['homes']): Map<string, string> {
  const countByName = new Map<string, number>()
  const labels = new Map<string, string>()
  for (const { id, name } of [...homes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const count = (countByName.get(fold(name)) ?? 0) + 1
    countByName.set(fold(name), count)
    labels.set(id, count === 1 ? name : `${name} (${count})`)
  }
  return labels
}

export function addHome(roll: Roll, { id = null, name = null, label = '' }: Partial<Home> = {}): Home {
  const home: Home = { id, name, label, guardians: new Set() }
  roll.homes.add(home)
  put(roll.homesByLabel, label, home)
  return home
}

export function addGuardian(
  roll: Roll,
  home: Home,
  { name, email, phone }: Pick<Guardian, 'name' | 'email' | 'phone'>,
): Guardian {
  const guardian: Guardian = {
    id: null,
    name: null,
    shown: null,
    email: null,
    phone: null,
    home,
    kids: new Set(),
    isIn: false,
    hasLeft: false,
    rows: [],
    changes: new Set(),
  }
  roll.guardians.add(guardian)
  home.guardians.add(guardian)
  if (name) setName(roll, guardian, name)
  setEmail(roll, guardian, email)
  setPhone(roll, guardian, phone)
  return guardian
}

export function setEmail(roll: Roll, guardian: Guardian, email: string | null) {
  guardian.email = email
  if (email !== null && !roll.guardiansByEmail.has(email)) roll.guardiansByEmail.set(email, guardian)
}

export function setPhone(roll: Roll, guardian: Guardian, phone: string | null) {
  guardian.phone = phone
  if (phone !== null) put(roll.guardiansByPhone, phoneKey(phone), guardian)
}

export function setName(roll: Roll, guardian: Guardian, name: PersonName) {
  guardian.name = name
  put(roll.guardiansByWord, name.words[0], guardian)
  put(roll.guardiansByName, name.words.join(' '), guardian)
}

export function moveGuardian(guardian: Guardian, home: Home) {
  guardian.home.guardians.delete(guardian)
  guardian.home = home
  home.guardians.add(guardian)
}

export function addKid(roll: Roll, name: PersonName, guardians: Iterable<Guardian>): Kid {
  const kid: Kid = { id: null, name, shown: null, guardians: new Set(), added: new Set(), rows: [] }
  roll.kids.add(kid)
  put(roll.kidsByWord, name.words[0], kid)
  for (const guardian of guardians) link(kid, guardian)
  return kid
}

export function link(kid: Kid, guardian: Guardian) {
  if (kid.guardians.has(guardian)) return
  kid.guardians.add(guardian)
  kid.added.add(guardian)
  guardian.kids.add(kid)
}

function put<Value>(map: Map<string, Set<Value>>, key: string | undefined, value: Value) {
  if (!key) return
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}
