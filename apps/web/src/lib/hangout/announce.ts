import type { PlanState, SlotKind } from '@sidegate/core/documents/plan'
import type { Words } from '#lib/words/en.ts'
import { isWithin, type Plan } from './plan.svelte.ts'

/** One change that somebody else made, as the live document tells it. */
export type Announcement = {
  path: string
  /** cleared: a claim that a host took away, not its family. */
  kind: 'added' | 'changed' | 'removed' | 'cleared'
  by?: string | undefined
}

type Say = (who: string, what: string, more: number) => string

/**
 * Puts a batch of others' changes into one polite sentence a person and a verb: "Mara added Brownies and 2 more".
 * Several changes of one thing are one. A claim has verbs of its own ("Tessa's family brings Fruit kebabs").
 * `titles`: what things were called, by `slots/<id>` or `timeline/<id>`, so that what is gone still has its name.
 */
export function announce(
  announcements: readonly Announcement[],
  plan: PlanState,
  words: Words,
  titles: ReadonlyMap<string, string> = new Map(),
): string {
  const groups = new Map<string, { by: string; say: Say; things: Set<string> }>()
  const changes = netOf(announcements)
  const added = new Set(changes.flatMap(({ path, kind }) => (kind === 'added' ? [path] : [])))
  for (const change of changes) {
    const { path, kind } = change
    const by = change.by ?? (kind === 'cleared' ? words.announce.aHost : words.announce.someone)
    const thing = thingOf(path)
    if (kind !== 'added' && added.has(thing)) continue // what is new is not also changed
    const { verb, say } = sayingOf(path, kind, plan, words)
    const key = `${by}\n${verb}`
    const group = groups.get(key) ?? { by, say, things: new Set<string>() }
    group.things.add(thing)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ by, say, things }) => {
      const [first = ''] = things
      return say(by, nameOf(first, plan, words, titles), things.size - 1)
    })
    .join('. ')
}

/** Notes what things are called while they are there. */
export function noteTitles(titles: Map<string, string>, { slots, timeline }: PlanState): void {
  for (const { id, title } of slots) titles.set(`slots/${id}`, title)
  for (const { id, title } of timeline) titles.set(`timeline/${id}`, title)
}

type Change = { path: string; kind: 'added' | 'changed' | 'removed' }
type Here = readonly { guardianId: string; familyId: string; name: string; at: string | null }[]

/** Who most likely made a change elsewhere: the family that a claim names, who writes there, or the only one here. */
export function authorOf(path: string, plan: Pick<Plan, 'familyName'>, here: Here): string | undefined {
  const [root, key = ''] = path.split('/')
  if (root === 'claims') return plan.familyName(key.slice(key.indexOf(':') + 1))
  if (root === 'frame') return undefined // the server's, on a host's command
  const writer = here.find(({ at }) => at && (isWithin(at, path) || isWithin(path, at)))
  const [only, ...others] = new Map(here.map((person) => [person.guardianId, person.name])).values()
  return writer?.name ?? (others.length === 0 ? only : undefined)
}

/** A change as it is announced: with who made it, and a claim that its family did not give back itself as cleared. */
export function announcementOf(change: Change, plan: Pick<Plan, 'familyName'>, here: Here): Announcement {
  const { path, kind } = change
  const familyId = path.startsWith('claims/') ? path.slice(path.indexOf(':') + 1) : null
  if (!familyId || kind !== 'removed') return { ...change, by: authorOf(path, plan, here) }
  // Whoever clears a claim is at it; and a family of which nobody is here gives nothing back.
  const host = here.find((person) => person.at === path && person.familyId !== familyId)
  const isFamilyHere = here.some((person) => person.familyId === familyId)
  if (!host && isFamilyHere) return { ...change, by: plan.familyName(familyId) }
  const others = new Map(
    here.flatMap((person) =>
      person.familyId === familyId ? [] : [[person.guardianId, person.name] as const],
    ),
  )
  const [only, ...more] = others.values()
  return { path, kind: 'cleared', by: host?.name ?? (more.length === 0 ? only : undefined) }
}

/** A claim that came and went within the batch is not worth a word; one that went and came is another quantity. */
function netOf(announcements: readonly Announcement[]): Announcement[] {
  const claims = new Map<string, Announcement[]>()
  for (const change of announcements) {
    const { path } = change
    if (path.startsWith('claims/')) claims.set(path, [...(claims.get(path) ?? []), change])
  }
  return announcements.flatMap((change) => {
    const ofOne = claims.get(change.path)
    if (!ofOne) return [change]
    const [first, last] = [ofOne[0]?.kind, ofOne.at(-1)?.kind]
    const isGone = last === 'removed' || last === 'cleared'
    if (change !== ofOne[0] || (first === 'added' && isGone)) return []
    if (isGone) return [ofOne.at(-1) ?? change]
    if (first === 'added') return [{ ...change, kind: first }]
    return [{ ...change, kind: 'changed' }]
  })
}

/** A record's fields are one thing, and a claim is heard as its slot: `slots/<id>`, `timeline/<id>`, `about`. */
function thingOf(path: string): string {
  const [root = '', id] = path.split('/')
  if (root === 'claims') return `slots/${id?.split(':')[0]}`
  return (root === 'slots' || root === 'timeline') && id ? `${root}/${id}` : root
}

function sayingOf(path: string, kind: Announcement['kind'], plan: PlanState, { announce }: Words) {
  if (kind === 'cleared' || !path.startsWith('claims/')) return { verb: kind, say: announce[kind] }
  if (kind === 'changed') return { verb: 'how many', say: announce.howMany }
  const slotId = thingOf(path).slice('slots/'.length)
  const slotKind: SlotKind = plan.slots.find(({ id }) => id === slotId)?.kind ?? 'bring'
  return {
    verb: `claim ${kind} ${slotKind}`,
    say: announce[kind === 'added' ? 'claimed' : 'givenBack'][slotKind],
  }
}

function nameOf(
  thing: string,
  plan: PlanState,
  { announce }: Words,
  titles: ReadonlyMap<string, string>,
): string {
  const [root, id] = thing.split('/')
  const records = root === 'slots' ? plan.slots : root === 'timeline' ? plan.timeline : []
  const title = records.find((record) => record.id === id)?.title ?? titles.get(thing)
  return title ?? announce.parts[root as keyof typeof announce.parts] ?? announce.something
}
