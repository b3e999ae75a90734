/**
 * What a column of a class list may mean here. Kids and guardians have a name; a guardian has contacts, too. All else
 * is left out: some of it by name, because this product must not have it (house rules 1 and 11).
 */
export const KID_MEANINGS = ['kid-first', 'kid-surname', 'kid-full', 'kid-full-surname-first'] as const
export const GUARDIAN_NUMBERS = [1, 2, 3, 4] as const
export const GUARDIAN_FACTS = ['first', 'surname', 'full', 'email', 'phone'] as const

export type GuardianNumber = (typeof GUARDIAN_NUMBERS)[number]
export type GuardianFact = (typeof GUARDIAN_FACTS)[number]
export type GuardianMeaning = `guardian-${GuardianNumber}-${GuardianFact}`

/** Why a column is refused, whatever the one who maps it by hand would like. */
export const REFUSALS = ['birth-date', 'school-id', 'address', 'likes', 'health', 'personal'] as const
export type Refusal = (typeof REFUSALS)[number]

/** `home`: rows with the same entry speak of the same home, where a guardian's name agrees as well. */
export type Meaning =
  | (typeof KID_MEANINGS)[number]
  | GuardianMeaning
  | 'home'
  | 'unused'
  | `refused-${Refusal}`

export const GUARDIAN_MEANINGS: readonly GuardianMeaning[] = GUARDIAN_NUMBERS.flatMap((number) =>
  GUARDIAN_FACTS.map((fact): GuardianMeaning => `guardian-${number}-${fact}`),
)

export const MEANINGS: readonly Meaning[] = [
  ...KID_MEANINGS,
  ...GUARDIAN_MEANINGS,
  'home',
  'unused',
  ...REFUSALS.map((refusal): Meaning => `refused-${refusal}`),
]

export const isRefused = (meaning: Meaning): meaning is `refused-${Refusal}` => meaning.startsWith('refused-')

/** Null for what is no guardian's. */
export function guardianOf(meaning: Meaning): { number: GuardianNumber; fact: GuardianFact } | null {
  const [, number, fact] = /^guardian-([1-4])-(.+)$/.exec(meaning) ?? []
  return fact ? { number: Number(number) as GuardianNumber, fact: fact as GuardianFact } : null
}
