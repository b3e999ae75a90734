import type { PlanState } from '@sidegate/core/documents/plan'
import type { Words } from '#lib/words/en.ts'
import { isWithin, type Plan } from './plan.svelte.ts'

/** One change that somebody else made, as the live document tells it. */
export type Announcement = { path: string; kind: 'added' | 'changed' | 'removed'; by?: string | undefined }

/**
 * Puts a batch of others' changes into one polite sentence a person and a kind: "Mara added Brownies and 2 more".
 * Several changes of one thing are one; a thing that is gone has no name any more.
 */
export function announce(announcements: readonly Announcement[], plan: PlanState, words: Words): string {
  const groups = new Map<string, { by: string; kind: Announcement['kind']; things: Set<string> }>()
  const added = new Set(announcements.flatMap(({ path, kind }) => (kind === 'added' ? [thingOf(path)] : [])))
  for (const { path, kind, by = words.announce.someone } of announcements) {
    const thing = thingOf(path)
    if (kind !== 'added' && added.has(thing)) continue // what is new is not also changed
    const key = `${by}\n${kind}`
    const group = groups.get(key) ?? { by, kind, things: new Set<string>() }
    group.things.add(thing)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ by, kind, things }) => {
      const [first = ''] = things
      return words.announce[kind](by, nameOf(first, plan, words), things.size - 1)
    })
    .join('. ')
}

type Here = readonly { guardianId: string; name: string; at: string | null }[]

/** Who most likely made a change elsewhere: the family that a claim names, who writes there, or the only one here. */
export function authorOf(path: string, plan: Pick<Plan, 'familyName'>, here: Here): string | undefined {
  const [root, key = ''] = path.split('/')
  if (root === 'claims') return plan.familyName(key.slice(key.indexOf(':') + 1))
  if (root === 'frame') return undefined // the server's, on a host's command
  const writer = here.find(({ at }) => at && (isWithin(at, path) || isWithin(path, at)))
  const [only, ...others] = new Map(here.map((person) => [person.guardianId, person.name])).values()
  return writer?.name ?? (others.length === 0 ? only : undefined)
}

/** A record's fields are one thing, and a claim is heard as its slot: `slots/<id>`, `timeline/<id>`, `about`. */
function thingOf(path: string): string {
  const [root = '', id] = path.split('/')
  if (root === 'claims') return `slots/${id?.split(':')[0]}`
  return (root === 'slots' || root === 'timeline') && id ? `${root}/${id}` : root
}

function nameOf(thing: string, plan: PlanState, { announce }: Words): string {
  const [root, id] = thing.split('/')
  const records = root === 'slots' ? plan.slots : root === 'timeline' ? plan.timeline : []
  const title = records.find((record) => record.id === id)?.title
  return title ?? announce.parts[root as keyof typeof announce.parts] ?? announce.something
}
