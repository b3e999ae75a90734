import { plan as definition } from '@sidegate/core/documents/plan'
import * as verbs from '@sidegate/core/hangouts/verbs'
import type { Plan } from './plan.svelte.ts'
import { fits, type Part, placeIn } from './unsaved-parts.ts'

/** over: the hangout has ended. off: it is called off. gone: the plan has no such place. waits: nothing can be written just now. */
export type Obstacle = 'over' | 'off' | 'not-yours' | 'full' | 'bad-value' | 'gone' | 'waits'

interface Unsaved {
  plan: Pick<Plan, 'content' | 'facts'>
  document: verbs.OpenPlan & { held: unknown; status: string }
  may: (
    collection: keyof typeof definition.collections,
    change: 'add' | 'edit' | 'remove',
    owner?: string,
  ) => boolean
  /** A new record's id, noted as one's own. */
  ownId: () => string
  owner: (recordId: string) => string
  isOwn: (recordId: string) => boolean
}

/** Asked before anything is sent, so that what can't be taken isn't refused a second time. */
export function obstacleTo(part: Part, { plan, document, may, owner, isOwn }: Unsaved): Obstacle | null {
  const { way, text } = part
  const { content, facts } = plan
  const { state } = content.frame
  if (state === 'over' || state === 'off') return state
  if (way.to === 'nowhere') return 'gone'
  if (document.held || document.status === 'reload' || document.status === 'ended') return 'waits'
  if (!fits(part)) return 'bad-value'
  const { slots, timeline } = definition.collections
  switch (way.to) {
    case 'text': {
      if (!may(way.name, 'edit')) return 'not-yours'
      return content[way.name].length + text.length >= definition.collections[way.name].limit ? 'full' : null
    }
    case 'slot':
      return may('slots', 'edit', owner(way.slot.id)) ? null : 'not-yours'
    case 'moment':
      return may('timeline', 'edit', owner(way.moment.id)) ? null : 'not-yours'
    case 'claim':
      return may('claims', 'edit', way.familyId) ? null : 'not-yours'
    case 'new-moment':
      if (!may('timeline', 'add')) return 'not-yours'
      return content.timeline.length >= timeline.limit ? 'full' : null
    case 'new-slot': {
      if (!may('slots', 'add')) return 'not-yours'
      const own = content.slots.filter(({ id }) => isOwn(id)).length
      const isFull = facts.part === 'guest' && own >= slots.perFamily
      return isFull || content.slots.length >= slots.limit ? 'full' : null
    }
  }
}

/** As if it were written just now: by the ordinary verbs. */
export function sendAgain({ way, text }: Part, { document, ownId }: Unsaved): void {
  if (way.to === 'text') {
    const shared = document.text(way.name)
    const { at, insert } = placeIn(shared.toString(), text, way.after)
    shared.splice(at, 0, insert)
  } else if (way.to === 'slot') verbs.editSlot(document, way.slot.id, { [way.field]: text })
  else if (way.to === 'moment') verbs.editMoment(document, way.moment.id, { title: text })
  else if (way.to === 'new-slot') verbs.addSlot(document, ownId(), way.slot)
  else if (way.to === 'new-moment') verbs.addMoment(document, ownId(), way.moment)
  else if (way.to === 'claim') {
    const { familyId, quantity } = way
    verbs.claimSlot(document, { slotId: way.slot.id, familyId, quantity, note: text })
  }
}
