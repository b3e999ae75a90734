import type { Done } from '#lib/api/commands.ts'
import type { Words } from '#lib/words/en.ts'

/** What to say beside a field; nothing when it is not that field's, or when whoever was asked went away. */
export function problemOf(done: Done<unknown>, field: string, words: Words): string {
  if (done.ok) return ''
  return sayReason(done.fields[field], words)
}

/** What to say below a form as a whole. */
export function problemsOf(done: Done<unknown>, fields: readonly string[], words: Words): string {
  if (done.ok || done.reason === 'left') return ''
  if (done.reason === 'unreachable') return words.failedUnreachable
  const [rest] = Object.entries(done.fields).filter(([field]) => !fields.includes(field))
  if (rest) return sayReason(rest[1], words)
  return Object.keys(done.fields).length > 0 ? '' : words.people.problems.other
}

function sayReason(reason: string | undefined, { people: { problems } }: Words): string {
  if (reason === undefined) return ''
  return reason in problems ? problems[reason as keyof typeof problems] : problems.other
}
