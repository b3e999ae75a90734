import type { AuditWords, Deed } from '#lib/words/audit-en.ts'
import type { AuditLine } from './audit.svelte.ts'

type Subject = AuditLine['guardian']

/** A line with its people in words: by name where the reader may know it, else by the beginning of an id. */
export function deedOf(
  { by, guardian, kid, family, circle, hangout, detail }: AuditLine,
  words: AuditWords,
): Deed {
  const called = (subject: Subject) => (subject ? (subject.name ?? words.unknown(subject.id)) : '')
  return {
    who: whoOf(by, words),
    guardian: called(guardian),
    kid: called(kid),
    family: called(family),
    circle: circle?.name ?? '',
    hangout: hangout?.name ?? '',
    detail,
  }
}

function whoOf({ part, guardian }: AuditLine['by'], words: AuditWords): string {
  if (!guardian) return part === 'server' ? words.commandLine : words.house
  // Who operates the house need not be of this circle.
  return guardian.name ?? (part === 'operator' ? words.operator : words.unknown(guardian.id))
}
