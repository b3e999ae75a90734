/**
 * What a document may hold, said once. A definition names its collections; from it derive the types, typed
 * access and defaults (open.ts), the limits and the right to write (roles.ts), and the gate's rules (gate.ts).
 *
 * Four shapes:
 * - `fields`  fixed keys, each a plain value           (a plan's frame and needs)
 * - `text`    free text without marks                  (about, notes)
 * - `record`  random id -> fields that merge one by one (slots, ideas)
 * - `answer`  a natural key that names its owner -> one plain value, last write wins (claims)
 */
import type * as v from 'valibot'
import { isId, isRecordId } from '../ids.ts'
import type { Part } from '../parts.ts'

export type FieldSchemas = Record<string, v.GenericSchema>
export type FieldsOf<F extends FieldSchemas> = v.InferOutput<v.ObjectSchema<F, undefined>>
export type FieldsInput<F extends FieldSchemas> = v.InferInput<v.ObjectSchema<F, undefined>>

export interface FieldsCollection<F extends FieldSchemas = FieldSchemas> {
  shape: 'fields'
  fields: F
  write: readonly Part[]
}

export interface TextCollection {
  shape: 'text'
  /** Characters (UTF-16 units, as Yjs counts them). */
  limit: number
  write: readonly Part[]
}

export interface RecordCollection<F extends FieldSchemas = FieldSchemas> {
  shape: 'record'
  fields: F
  /** Most records at once. */
  limit: number
  /** Most that one family adds, of those who may only write their own. */
  perFamily: number
  /** Who may write any record, and who may add records and write their own. */
  any: readonly Part[]
  own: readonly Part[]
}

export interface AnswerCollection<
  K extends readonly string[] = readonly string[],
  F extends FieldSchemas = FieldSchemas,
> {
  shape: 'answer'
  /** The parts of the natural key, joined by ':'; the last one names the owner, a `familyId` or a `kidId`. */
  key: K
  fields: F
  /** The collection whose records are answered: the first part of the key is an id in it. */
  to: string
  limit: number
  perFamily: number
  own: readonly Part[]
  /** Who may take away somebody else's answer; nobody may write one for them. */
  clear: readonly Part[]
}

export type Collection = FieldsCollection | TextCollection | RecordCollection | AnswerCollection
export type Collections = Record<string, Collection>

export interface DocumentDefinition<C extends Collections = Collections> {
  kind: 'plan' | 'play' | 'board'
  /**
   * Counts breaking changes, from 1. An additive one, such as a field with a default, leaves it: defaults are read, and
   * older phones go on writing. After a breaking one every document is founded anew when it is next asked for.
   */
  version: number
  /** The oldest version whose clients may still write; those before are told to reload. */
  oldestClient: number
  /** Makes today's state of what a document of an earlier version holds, all of it in plain values by root name. */
  migrate?: (raw: RawState, from: number) => Record<string, unknown>
  collections: C
}

/** All that stands in a document, whatever its definition: texts as strings, maps as objects. */
export type RawState = Record<string, unknown>

export const fields = <F extends FieldSchemas>(
  schemas: F,
  rules: { write: readonly Part[] },
): FieldsCollection<F> => ({
  shape: 'fields',
  fields: schemas,
  ...rules,
})

export const text = (rules: { limit: number; write: readonly Part[] }): TextCollection => ({
  shape: 'text',
  ...rules,
})

export const record = <F extends FieldSchemas>(
  schemas: F,
  rules: { limit: number; any: readonly Part[]; own?: readonly Part[]; perFamily?: number },
): RecordCollection<F> => ({ shape: 'record', fields: schemas, own: [], perFamily: rules.limit, ...rules })

export const answer = <const K extends readonly string[], F extends FieldSchemas>(
  key: K,
  schemas: F,
  rules: { to: string; limit: number; perFamily: number; own: readonly Part[]; clear: readonly Part[] },
): AnswerCollection<K, F> => ({ shape: 'answer', key, fields: schemas, ...rules })

export type RecordOf<C> = C extends RecordCollection<infer F> ? { id: string } & FieldsOf<F> : never
export type AnswerOf<C> =
  C extends AnswerCollection<infer K, infer F> ? { [P in K[number]]: string } & FieldsOf<F> : never

/** The plain value of a whole document: texts as strings, records and answers as sorted lists. */
export type StateOf<D> =
  D extends DocumentDefinition<infer C>
    ? {
        [N in keyof C]: C[N] extends TextCollection
          ? string
          : C[N] extends FieldsCollection<infer F>
            ? FieldsOf<F>
            : C[N] extends RecordCollection
              ? RecordOf<C[N]>[]
              : AnswerOf<C[N]>[]
      }
    : never

/** `{slotId, familyId}` -> `<slotId>:<familyId>`. */
export function keyToText(collection: AnswerCollection, key: Record<string, string>): string {
  return collection.key.map((part) => key[part]).join(':')
}

/** The parts of a natural key, or null when the text is not such a key. */
export function textToKey(collection: AnswerCollection, text: string): Record<string, string> | null {
  const values = text.split(':')
  if (values.length !== collection.key.length) return null
  const key: Record<string, string> = {}
  for (const [i, part] of collection.key.entries()) {
    const value = values[i] as string
    const fits =
      part === 'familyId' ? isId('fam', value) : part === 'kidId' ? isId('kid', value) : isRecordId(value)
    if (!fits) return null
    key[part] = value
  }
  return key
}

/** Whose answer a key is: its last part. */
export function ownerOfKey(collection: AnswerCollection, text: string): string | null {
  const key = textToKey(collection, text)
  return key ? (key[collection.key.at(-1) as string] ?? null) : null
}
