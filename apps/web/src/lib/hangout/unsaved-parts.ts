/**
 * What the plan could not take, part by part: where each belongs, its words, and what would send it again. A field of
 * something that is in the plan is a part; of something that isn't (any more) all its words are one, and make it anew.
 */
import {
  type Moment,
  type PlanState,
  plan,
  SLOT_KINDS,
  type Slot,
  type SlotKind,
} from '@sidegate/core/documents/plan'
import { MAX_NOTE, MAX_QUANTITY, MAX_TITLE, MAX_UNIT } from '@sidegate/core/documents/values'
import type { NewMoment, NewSlot } from '@sidegate/core/hangouts/verbs'
import type { NotSaved } from '#lib/live/local-store.ts'

type TextName = 'about' | 'notes'
type SlotField = 'title' | 'unit' | 'note'

export type Way =
  | { to: 'text'; name: TextName; after: string }
  | { to: 'slot'; slot: Slot; field: SlotField }
  | { to: 'moment'; moment: Moment }
  | { to: 'claim'; slot: Slot; quantity: number; familyId: string }
  | { to: 'new-slot'; slot: NewSlot & { kind: SlotKind } }
  | { to: 'new-moment'; moment: NewMoment }
  /** The plan has no such place: its words can be copied. */
  | { to: 'nowhere' }

export interface Part {
  id: string
  /** As one reads and copies it. */
  text: string
  way: Way
  reason: string
  /** What the store's list holds of it. */
  words: NotSaved[]
}

export function partsOf(notSaved: readonly NotSaved[], content: PlanState): Part[] {
  const groups = new Map<string, NotSaved[]>()
  for (const words of notSaved) {
    const id = groupOf(words, content)
    groups.set(id, [...(groups.get(id) ?? []), words])
  }
  return [...groups].flatMap(([id, words]) => {
    const [first] = words
    if (!first) return []
    return [{ id, text: textOf(words), way: wayOf(first, words, content), reason: first.reason, words }]
  })
}

/** Where in a text words go back in: behind what they stood behind, if that is still there once; else at the end. */
export function placeIn(text: string, words: string, after: string): { at: number; insert: string } {
  const at = text.indexOf(after)
  if (after.length >= MIN_AFTER && at >= 0 && text.lastIndexOf(after) === at)
    return { at: at + after.length, insert: words }
  const own = words.replace(/^\s+/, '')
  return { at: text.length, insert: text === '' || /\s$/.test(text) ? own : `\n${own}` }
}

const MIN_AFTER = 8 // "the " is found anywhere

/** Whether the field takes these words. */
export function fits({ way, text }: Part): boolean {
  switch (way.to) {
    case 'slot':
      return text.length <= { title: MAX_TITLE, unit: MAX_UNIT, note: MAX_NOTE }[way.field]
    case 'moment':
      return text.length <= MAX_TITLE
    case 'claim':
      return text.length <= MAX_NOTE
    default:
      return true
  }
}

const RECORD_FIELDS = { slots: ['title', 'unit', 'note'], timeline: ['title'], claims: ['note'] } as const

function groupOf({ path, client, clock }: NotSaved, { slots, timeline }: PlanState): string {
  const [root, id] = path.split('/')
  const isThere = (root === 'slots' ? slots : root === 'timeline' ? timeline : null)?.some(
    (record) => record.id === id,
  )
  return isThere === false ? `${root}/${id}` : `${path} ${client} ${clock}`
}

function textOf(words: NotSaved[]): string {
  const rank = ({ path }: NotSaved) => ['title', 'unit', 'note'].indexOf(path.split('/')[2] ?? '')
  const latest = new Map(words.toSorted((a, b) => rank(a) - rank(b)).map((one) => [one.path, one.text]))
  return [...latest.values()].join('\n')
}

function wayOf(first: NotSaved, words: NotSaved[], { slots, timeline, claims }: PlanState): Way {
  const [root, id = '', field = ''] = first.path.split('/')
  const fields: readonly string[] = RECORD_FIELDS[root as keyof typeof RECORD_FIELDS] ?? []
  if (root === 'about' || root === 'notes') return { to: 'text', name: root, after: first.after ?? '' }
  if (!fields.includes(field)) return { to: 'nowhere' }
  // What was written last stands over what the phone had.
  const was: Record<string, unknown> = {
    ...first.record,
    ...Object.fromEntries(words.map(({ path, text }) => [path.split('/')[2], text])),
  }
  if (root === 'slots') {
    const slot = slots.find((other) => other.id === id)
    return slot ? { to: 'slot', slot, field: field as SlotField } : { to: 'new-slot', slot: slotOf(was) }
  }
  if (root === 'timeline') {
    const moment = timeline.find((other) => other.id === id)
    if (moment) return { to: 'moment', moment }
    const at = typeof was.at === 'string' ? was.at : '12:00'
    return { to: 'new-moment', moment: { at, title: short(was.title, MAX_TITLE) } }
  }
  const [slotId, familyId = ''] = id.split(':')
  const slot = slots.find((other) => other.id === slotId)
  if (!slot) return { to: 'nowhere' }
  const claim = claims.find((one) => one.slotId === slotId && one.familyId === familyId)
  return { to: 'claim', slot, familyId, quantity: claim?.quantity ?? quantityOf(was.quantity) }
}

function slotOf(was: Record<string, unknown>): NewSlot & { kind: SlotKind } {
  const [unit, note] = [short(was.unit, MAX_UNIT), short(was.note, MAX_NOTE)]
  return {
    kind: SLOT_KINDS.find((kind) => kind === was.kind) ?? plan.collections.slots.fields.kind.default,
    title: short(was.title, MAX_TITLE) || short(note || unit, MAX_TITLE),
    quantity: quantityOf(was.quantity),
    unit,
    note,
  }
}

function quantityOf(value: unknown): number {
  return Number.isInteger(value) ? Math.min(Math.max(Number(value), 1), MAX_QUANTITY) : 1
}

function short(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most).toWellFormed() : ''
}
