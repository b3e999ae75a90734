/** A plan's history as one viewer on its list reads it. Names come from the roster, never from the history. */
import { type Change, isTextChange, type Scalar, type Value } from '@sidegate/core/documents/changes'
import { textToKey } from '@sidegate/core/documents/definition'
import { type PlanState, plan } from '@sidegate/core/documents/plan'
import { mayUndo, type UndoRights } from '@sidegate/core/documents/undo'
import type { HangoutPart } from '../store/hangouts.ts'
import type { StoredChange, StoredPoint } from '../store/history.ts'
import type { Store } from '../store/store.ts'

export interface ChangeView {
  id: string
  at: number
  /** null: by the house. Without a name: a former member. */
  who: { name: string | null; you: boolean } | null
  path: string
  /** The title of the record that it is about, at that time. */
  label: string | null
  what: 'wrote' | 'set' | 'added' | 'removed'
  /** Of a text: the words that went (null for guests, unless they took them out), and those that came. Of a record its title, of a claim its quantity. */
  before: Scalar | null
  after: Scalar | null
  /** One's own, and there is something to undo. */
  undo: boolean
}

export interface PointView {
  id: string
  at: number
  reason: StoredPoint['reason']
  who: string | null
  note: string | null
}

const PAGE = 50
// As long as a note; the sheet shows the beginning.
const MOST_WORDS = 500
export const DELETION_SHOWN = 24 * 60 * 60_000

export interface HistoryViewer {
  guardianId: string
  part: HangoutPart
  rights: UndoRights
  epoch: number
}

/** `before`: the cursor of the page before; null: the latest. */
export async function historyFor(
  { history, circles }: Pick<Store, 'history' | 'circles'>,
  hangoutId: string,
  content: PlanState,
  viewer: HistoryViewer,
  before: number | null,
): Promise<{ changes: ChangeView[]; more: string | null; points: PointView[] | null }> {
  const rows = await history.changes('plan', hangoutId, { before, limit: PAGE + 1 })
  const page = rows.slice(0, PAGE)
  const points = viewer.part === 'guest' ? null : await history.points('plan', hangoutId)
  const nameById = await namesOf(circles, [...page, ...(points ?? [])])
  return {
    changes: page.map((row) => changeView(row, content, viewer, nameById)),
    more: rows.length > PAGE ? String(page.at(-1)?.id) : null,
    points: points?.map((point) => pointView(point, nameById)) ?? null,
  }
}

/** What a host is told: somebody took away much of the plan, and it hasn't come back. */
export async function deletionFor(
  { history, circles }: Pick<Store, 'history' | 'circles'>,
  hangoutId: string,
  now: number,
): Promise<{ pointId: string; at: number; who: string | null } | null> {
  const point = await history.deletion('plan', hangoutId, now - DELETION_SHOWN)
  if (!point) return null
  const { id, at, who } = pointView(point, await namesOf(circles, [point]))
  return { pointId: id, at, who }
}

export async function pointFor({ circles }: Pick<Store, 'circles'>, point: StoredPoint): Promise<PointView> {
  return pointView(point, await namesOf(circles, [point]))
}

async function namesOf(
  circles: Store['circles'],
  rows: readonly { guardianId: string | null }[],
): Promise<Map<string, string>> {
  const ids = new Set(rows.flatMap(({ guardianId }) => guardianId ?? []))
  return new Map((await circles.guardians([...ids])).map(({ id, name }) => [id, name]))
}

function pointView(
  { id, at, reason, guardianId, note }: StoredPoint,
  nameById: Map<string, string>,
): PointView {
  return { id, at, reason, who: guardianId === null ? null : (nameById.get(guardianId) ?? null), note }
}

function changeView(
  row: StoredChange,
  content: PlanState,
  { guardianId, part, rights, epoch }: HistoryViewer,
  nameById: Map<string, string>,
): ChangeView {
  const { change } = row
  const you = row.guardianId === guardianId
  const isOpen = isTextChange(change) ? row.epoch === epoch : stands(content, change.path, change.after)
  return {
    id: String(row.id),
    at: row.at,
    who: row.guardianId === null ? null : { name: nameById.get(row.guardianId) ?? null, you },
    path: change.path,
    ...(isTextChange(change)
      ? { label: null, ...wordsOf(change, you || part !== 'guest') }
      : {
          label: change.label,
          what: whatOf(change),
          before: shown(change.before),
          after: shown(change.after),
        }),
    undo: you && !row.isUndone && isOpen && mayUndo(plan, change, rights),
  }
}

/**
 * Words that somebody took out of a text may be there for a reason, such as a phone number: those who answer for the
 * plan read them, and who took them out, but a guest who comes later does not.
 */
function wordsOf({ inserted, removed }: Extract<Change, { inserted: unknown }>, withRemoved: boolean) {
  const words = (runs: typeof inserted) =>
    runs
      .map(({ text }) => text)
      .join(' … ')
      .slice(0, MOST_WORDS) || null
  return {
    what: inserted.length > 0 ? ('wrote' as const) : ('removed' as const),
    before: withRemoved ? words(removed) : null,
    after: words(inserted),
  }
}

function whatOf({
  before,
  after,
}: {
  before: Value | null
  after: Value | null
}): 'added' | 'removed' | 'set' {
  if (before === null && typeof after === 'object') return 'added'
  return after === null && typeof before === 'object' ? 'removed' : 'set'
}

/** A record by its title, a claim by its quantity. */
function shown(value: Value | null): Scalar | null {
  if (typeof value !== 'object' || value === null) return value
  return value.title ?? value.quantity ?? null
}

/** Whether a place still holds what a change made of it. */
function stands(content: PlanState, path: string, after: Value | null): boolean {
  const [root = '', key = '', field] = path.split('/')
  const held = content[root as keyof PlanState]
  if (typeof held === 'string') return false
  if (!Array.isArray(held)) return (held as Record<string, unknown>)[key] === after
  const entry = (held as Record<string, unknown>[]).find((candidate) =>
    root === 'claims' ? isClaim(candidate, key) : candidate.id === key,
  )
  if (field !== undefined) return entry !== undefined && entry[field] === after
  if (entry === undefined || after === null) return entry === undefined && after === null
  return typeof after === 'object' && Object.entries(after).every(([name, value]) => entry[name] === value)
}

function isClaim(claim: Record<string, unknown>, key: string): boolean {
  const parts = textToKey(plan.collections.claims, key)
  return parts !== null && claim.slotId === parts.slotId && claim.familyId === parts.familyId
}
