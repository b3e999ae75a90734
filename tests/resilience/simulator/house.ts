/** The people of a run, and the part that each plays; memberships change while it lasts. */
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import type { Part } from '@sidegate/core/parts'
import type { Actor } from '@sidegate/core/roles'
import { familyId, guardianId, kidId, recordId } from '@sidegate/core/testing/replicas'

export interface Person {
  name: string
  guardianId: string
  familyId: string
  kidIds: readonly string[]
}

type Membership = Actor & { over: boolean }

export interface House {
  people: readonly Person[]
  /** The documents by kind; an address holds the epoch that somebody knows. */
  ids: Record<DocumentKind, string>
  /** As memberships.ts tells it; null: nobody. */
  partOf(person: Person, kind: DocumentKind): Membership | null
  isCoHost: boolean
  isOver: boolean
  /** Families that were taken off the list. */
  removed: Set<string>
}

/** 0 and 1 are of the host's family, 2 is the co-host, the others are guests. */
export function createHouse(count: number): House {
  const people = Array.from({ length: count }, (_, i): Person => {
    const family = i === 1 ? 0 : i
    return {
      name: `p${i}`,
      guardianId: guardianId(i),
      familyId: familyId(family),
      kidIds: [kidId(family)],
    }
  })
  const house: House = {
    people,
    ids: { plan: `han_${recordId(1)}`, play: `han_${recordId(1)}`, board: `cir_${recordId(1)}` },
    isCoHost: true,
    isOver: false,
    removed: new Set(),
    partOf(person, kind) {
      const { guardianId, familyId, kidIds } = person
      if (house.removed.has(familyId)) return null
      const index = people.indexOf(person)
      const inHangout: Part = index < 2 ? 'host' : index === 2 && house.isCoHost ? 'co-host' : 'guest'
      const part = kind === 'board' ? (index === 0 ? 'organizer' : 'guardian') : inHangout
      return { part, guardianId, familyId, kidIds, over: kind !== 'board' && house.isOver }
    },
  }
  return house
}

export const familiesOf = (house: House): string[] => [
  ...new Set(house.people.map((person) => person.familyId)),
]

export const firstAddresses = ({ ids }: House): DocumentAddress[] =>
  (['plan', 'play', 'board'] as const).map((kind) => ({ kind, id: ids[kind], epoch: 1 }))
