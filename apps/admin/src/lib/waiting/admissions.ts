import type { Admission, Asking, Household } from '#lib/api/getting-in.ts'
import type { Words } from '#lib/words/en.ts'

export interface Way {
  /** `guardian:gua_…`, `family:fam_…`, `home:kid_…` or `new-family`. */
  value: string
  label: string
}

/** As whom somebody may be let in: for the families that may be meant, and for all the others by kind. */
export function admissionsFor(
  { likely, name }: Pick<Asking, 'likely' | 'name'>,
  families: readonly Household[],
  words: Words['waitingRoom'],
) {
  const guardiansOf = ({ name: family, guardians }: Household): Way[] =>
    guardians.map((guardian) => ({
      value: `guardian:${guardian.id}`,
      label: (guardian.in ? words.asGuardianIn : words.asGuardian)(guardian.name, family),
    }))
  const further = (family: Household): Way => ({
    value: `family:${family.id}`,
    label: words.asFamily(family.name),
  })
  const meant = families.filter(({ id }) => likely.includes(id))
  const rest = families.filter(({ id }) => !likely.includes(id))
  const homes = new Map(families.flatMap(({ kids }) => kids).map((kid) => [kid.id, kid.name]))
  return {
    // Who typed the very name that stands on the list comes first.
    likely: meant.flatMap((family) => {
      const listed = guardiansOf(family)
      const isListed = family.guardians.some((guardian) => guardian.name === name)
      return isListed ? [...listed, further(family)] : [further(family), ...listed]
    }),
    others: [
      { label: words.othersGroup.guardian, ways: rest.flatMap(guardiansOf) },
      { label: words.othersGroup.family, ways: rest.map(further) },
      {
        label: words.othersGroup.home,
        ways: [...homes].map(([id, kid]): Way => ({ value: `home:${id}`, label: words.asNewHome(kid) })),
      },
    ].filter(({ ways }) => ways.length > 0),
  }
}

/** What a way means to the API; null: nothing is chosen yet. */
export function admissionOf(value: string, kid: string): Admission | null {
  const [as, id] = value.split(':')
  if (as === 'new-family') return { as, kid }
  if (!id) return null
  if (as === 'guardian') return { as, guardianId: id }
  if (as === 'family') return { as, familyId: id }
  return as === 'home' ? { as: 'new-home', kidId: id } : null
}
