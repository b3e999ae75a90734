import type { FamilyWords } from '#lib/words/family/en.ts'

/** What a field says of its fault, by the reason that the schema gave; undefined: none. */
export function faultIn({ you: { faults } }: FamilyWords, reason: string | undefined): string | undefined {
  if (!reason) return undefined
  return reason in faults ? faults[reason as keyof typeof faults] : faults.other
}
