/** Names as lists write them, read into a first name and the rest; and as they are kept: the first name alone. */
import { wordsOf } from './fold.ts'

export interface PersonName {
  first: string
  /** What follows the first name, if anything is said: a surname, or an initial. */
  rest: string
  /** All of it, folded: two names agree when one begins with the other. */
  words: readonly string[]
}

// First names that come in twos: "María José García" is called María José.
const FIRST_OF_TWO = new Set('maria jose juan ana luis rosa carlos miguel luz'.split(' '))
const SECOND_OF_TWO = new Set(
  'jose maria carlos luis antonio manuel angel pablo miguel fernanda isabel luisa elena belen david pedro sol'.split(
    ' ',
  ),
)

export const nameOf = (first: string, rest: string): PersonName => ({
  first,
  rest,
  words: wordsOf(`${first} ${rest}`),
})

/** "Tessa Visser", "Visser, Tessa", "VISSER Tessa"; `surnameFirst` where the header says so and no comma does. */
export function readFullName(text: string, surnameFirst = false): PersonName {
  const trimmed = text.replace(/\s+/gu, ' ').trim()
  const comma = trimmed.indexOf(',')
  if (comma > 0) return nameOf(trimmed.slice(comma + 1).trim(), trimmed.slice(0, comma).trim())
  const parts = trimmed.split(' ')
  if (parts.length < 2) return nameOf(trimmed, '')
  const shouted = parts.findIndex((part) => !isShouted(part))
  if (shouted > 0 && parts.slice(shouted).every((part) => !isShouted(part)))
    return nameOf(parts.slice(shouted).join(' '), parts.slice(0, shouted).join(' '))
  if (surnameFirst) return nameOf(parts.at(-1) ?? '', parts.slice(0, -1).join(' '))
  const firsts = isDouble(parts) ? 2 : 1
  return nameOf(parts.slice(0, firsts).join(' '), parts.slice(firsts).join(' '))
}

/** A column of first names; "Maya K." holds its initial. */
export function readFirstName(text: string): PersonName {
  const trimmed = text.replace(/\s+/gu, ' ').trim()
  const [, first, initial] = /^(.+) (\p{L}\.)$/u.exec(trimmed) ?? []
  return first && initial ? nameOf(first, initial) : nameOf(trimmed, '')
}

/**
 * "Mara & Joost Visser", "Mara Visser / Joost de Boer": the guardians of one cell, in its order. A surname said once
 * is both's.
 */
export function readSeveral(text: string, surnameFirst = false): PersonName[] {
  const parts = text.split(/\s*(?:[&/;+\n]|\s(?:and|y|und)\s)\s*/iu).filter((part) => part.trim())
  const names = parts.map((part) => readFullName(part, surnameFirst))
  const last = names.at(-1)
  return names.map((name) =>
    name.rest === '' && last && name !== last ? nameOf(name.first, last.rest) : name,
  )
}

/** Whether two may be one person's: all words of the one begin the other, an initial stands for its word. */
export function agree(a: PersonName, b: PersonName): boolean {
  const [shorter, longer] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words]
  return shorter.length > 0 && shorter.every((word, at) => sameWord(word, longer[at] ?? '', at > 0))
}

/** Both are named in full, and alike. */
export const agreeInFull = (a: PersonName, b: PersonName) =>
  a.words.length > 1 && a.words.length === b.words.length && a.words.every((word, at) => word === b.words[at])

const sameWord = (a: string, b: string, mayBeInitial: boolean) =>
  a === b || (mayBeInitial && (a.length === 1 || b.length === 1) && a[0] === b[0])

/** "K." of "Kim"; '' when nothing follows the first name. */
export function initialOf({ rest }: PersonName): string {
  const letter = /\p{L}/u.exec(rest)?.[0]
  return letter ? `${letter.toLocaleUpperCase()}.` : ''
}

/** All that a list says, for its organizer to find it there. */
export const displayed = (name: PersonName | null) => (name ? `${name.first} ${name.rest}`.trim() : '')

const isShouted = (part: string) =>
  part.length > 1 && part === part.toUpperCase() && part !== part.toLowerCase()

function isDouble(parts: readonly string[]): boolean {
  const [first = '', second = ''] = parts.map((part) => wordsOf(part)[0] ?? '')
  return FIRST_OF_TWO.has(first) && SECOND_OF_TWO.has(second)
}
