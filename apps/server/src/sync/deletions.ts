/**
 * Who takes away more than 30 % of what is written in a document within a minute (P27), told second by second. What
 * one types costs no memory here, only its clock.
 */
import {
  type Change,
  type EntryChange,
  isTextChange,
  mergeChange,
  weightOf,
} from '@sidegate/core/documents/changes'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { isSharedPath, liveWriting, type SharedState, sharedOf } from '@sidegate/core/documents/restore'
import type { Run } from '@sidegate/core/documents/text-runs'
import { undoChange } from '@sidegate/core/documents/undo'
import * as Y from 'yjs'
import type { NewPoint } from '../store/history.ts'
import { newPointId } from './point-id.ts'

const MINUTE = 60_000
const SECOND = 1000
const SHARE = 0.3
// Less than a sentence is no mass, however little there is.
const LEAST = 40

/** What one person did within a second. */
interface Moment {
  at: number
  /** Of fields, records and answers; one a place. */
  entries: EntryChange[]
  /** Words that went, by text. */
  taken: { path: string; run: Run }[]
  /** By client id the first clock of this second: what follows it is the same person's, and new. */
  clocks: Map<number, number>
  /** Characters taken away, of whoever's. */
  removed: number
}

/** How much a client wrote from a clock on; nothing, where the disk did not take what it wrote and it is gone again. */
const lengthSince = (doc: Y.Doc, client: number, clock: number) =>
  Math.max(0, Y.getState(doc.store, client) - clock)

export function watchDeletions(definition: DocumentDefinition) {
  const momentsByGuardian = new Map<string, Moment[]>()
  /** How many more characters somebody may take away before it is worth looking again at all of their minute. */
  const patienceByGuardian = new Map<string, number>()
  /** How much is written in all; counted when it is first needed. */
  let written: number | null = null
  let sweptAt = 0
  const isShared = ({ path }: Change) => isSharedPath(definition, path)
  const texts = Object.keys(definition.collections).filter(
    (name) => definition.collections[name]?.shape === 'text',
  )

  function sweep(at: number) {
    if (at - sweptAt < SECOND && at >= sweptAt) return
    sweptAt = at
    // What falls out of the minute makes what was new before it old.
    patienceByGuardian.clear()
    for (const [guardianId, moments] of momentsByGuardian) {
      const recent = moments.filter((moment) => at - moment.at <= MINUTE)
      if (recent.length === 0) momentsByGuardian.delete(guardianId)
      else momentsByGuardian.set(guardianId, recent)
    }
  }

  function note(guardianId: string, made: readonly Change[], removed: number, at: number): Moment[] {
    const moments = momentsByGuardian.get(guardianId) ?? []
    momentsByGuardian.set(guardianId, moments)
    const last = moments.at(-1)
    const isOn = last !== undefined && at - last.at < SECOND
    const moment: Moment = isOn ? last : { at, entries: [], taken: [], clocks: new Map(), removed: 0 }
    if (!isOn) moments.push(moment)
    moment.removed += removed
    for (const change of made) {
      if (!isTextChange(change)) {
        takeUp(moment.entries, change)
        continue
      }
      const { path } = change
      for (const { client, clock } of change.inserted)
        if (!moment.clocks.has(client)) moment.clocks.set(client, clock)
      for (const run of change.removed) moment.taken.push({ path, run: { ...run } })
    }
    return moments
  }

  /** All of a minute as changes that can be undone. What one wrote in it and took away again is no loss to anyone. */
  function wholeOf(moments: readonly Moment[], doc: Y.Doc): Change[] {
    const entries: EntryChange[] = []
    for (const moment of moments) for (const change of moment.entries) takeUp(entries, change)
    const clocks = clocksOf(moments)
    const inserted = [...clocks].map(([client, clock]) => ({
      client,
      clock,
      text: ' '.repeat(lengthSince(doc, client, clock)),
    }))
    const taken = moments.flatMap((moment) => moment.taken)
    return texts
      .map<Change>((path) => ({
        path,
        inserted,
        removed: eachOnce(taken.flatMap((one) => (one.path === path ? oldPart(one.run, clocks) : []))),
      }))
      .concat(entries)
  }

  /** How much of what one wrote in a minute is there: of a text to the letter, of entries nearly. */
  function addedIn(moments: readonly Moment[], doc: Y.Doc): number {
    let added = 0
    const clocks = clocksOf(moments)
    for (const [client, clock] of clocks) added += lengthSince(doc, client, clock)
    for (const { taken, entries } of moments) {
      for (const { run } of taken)
        added -= run.text.length - oldPart(run, clocks).reduce((sum, { text }) => sum + text.length, 0)
      added += sumOf(entries).added
    }
    return added
  }

  return {
    /** Another document, or the same one anew. */
    reset() {
      written = null
      patienceByGuardian.clear()
    },

    take(
      { doc, open }: { doc: Y.Doc; open: OpenDocument },
      guardianId: string,
      made: readonly Change[],
      at: number,
    ): NewPoint | null {
      // A keystroke is one change, and costs no list of its own.
      const shared = made.every(isShared) ? made : made.filter(isShared)
      if (shared.length === 0) return null
      sweep(at)
      const now = sumOf(shared)
      if (written !== null) written += now.added - now.removed
      const moments = note(guardianId, shared, now.removed, at)
      if (now.removed === 0 || moments.reduce((sum, moment) => sum + moment.removed, 0) < LEAST) return null
      // Who corrects themselves takes much away, and nothing that stood there before.
      const patience = (patienceByGuardian.get(guardianId) ?? 0) - now.removed
      patienceByGuardian.set(guardianId, patience)
      if (patience > 0) return null
      const whole = wholeOf(moments, doc)
      const lost = sumOf(whole).removed
      patienceByGuardian.set(guardianId, LEAST - lost)
      if (lost < LEAST) return null
      written ??= liveWriting(sharedOf(definition, open.read()))
      if (lost <= (written + lost - addedIn(moments, doc)) * SHARE) return null
      const sinceAt = moments[0]?.at ?? at
      momentsByGuardian.delete(guardianId)
      const state = stateBefore(definition, doc, whole)
      return { id: newPointId(), reason: 'before-deletion', guardianId, note: null, sinceAt, state }
    },
  }
}

/** By client id the first clock of all of these seconds. */
function clocksOf(moments: readonly Moment[]): Map<number, number> {
  const clocks = new Map<number, number>()
  for (const moment of moments)
    for (const [client, clock] of moment.clocks) if (!clocks.has(client)) clocks.set(client, clock)
  return clocks
}

/** The part of a run that stood before the clocks of a minute begin. */
function oldPart(run: Run, clocks: ReadonlyMap<number, number>): Run[] {
  const from = clocks.get(run.client)
  const text = from === undefined ? run.text : run.text.slice(0, Math.max(0, from - run.clock))
  return text === '' ? [] : [{ ...run, text }]
}

/** What the disk did not take is taken away a second time; its characters are gone once. */
function eachOnce(runs: readonly Run[]): Run[] {
  const kept: Run[] = []
  let [client, end] = [-1, 0]
  for (const run of runs.toSorted((a, b) => a.client - b.client || a.clock - b.clock)) {
    if (run.client !== client) [client, end] = [run.client, 0]
    const known = Math.max(0, end - run.clock)
    if (known === 0) kept.push(run)
    else if (known < run.text.length)
      kept.push({ client, clock: run.clock + known, text: run.text.slice(known) })
    end = Math.max(end, run.clock + run.text.length)
  }
  return kept
}

function sumOf(changes: readonly Change[]) {
  let added = 0
  let removed = 0
  for (const change of changes) {
    const weight = weightOf(change)
    added += weight.added
    removed += weight.removed
  }
  return { added, removed }
}

/** Merges a change into a list with one change a path. */
function takeUp(changes: EntryChange[], change: EntryChange) {
  const at = changes.findIndex(({ path }) => path === change.path)
  const merged = at < 0 ? change : (mergeChange(changes[at] as Change, change) as EntryChange | null)
  if (at < 0) changes.push(change)
  else if (merged) changes[at] = merged
  else changes.splice(at, 1)
}

/** The shared state as it would be without these changes. A copy of the document; it happens once in a long while. */
function stateBefore(definition: DocumentDefinition, doc: Y.Doc, changes: readonly Change[]): SharedState {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  for (const change of changes.toReversed()) undoChange(definition, copy, change)
  const state = sharedOf(definition, openDocument(definition, copy).read())
  copy.destroy()
  return state
}
