import {
  type Claim,
  type Moment,
  type PlanState,
  plan as planDefinition,
  type Slot,
  type SlotKind,
} from '@sidegate/core/documents/plan'
import * as verbs from '@sidegate/core/hangouts/verbs'
import { newId } from '@sidegate/core/ids'
import { can } from '@sidegate/core/roles'
import type { Notice } from '@sidegate/ui/toast.svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { Card } from '#lib/api/shapes.ts'
import { openLiveDocument } from '#lib/live/live-document.svelte.ts'
import { addressOf } from '#lib/page/address.ts'
import type { Words } from '#lib/words/en.ts'
import { authorOf, noteTitles } from './announce.ts'
import { parts } from './live-parts.ts'
import type { Plan } from './plan.svelte.ts'
import { obstacleTo, sendAgain } from './send-again.ts'
import type { Part } from './unsaved-parts.ts'

type PlanCollection = keyof typeof planDefinition.collections
type Change = 'add' | 'edit' | 'remove'

/** In which list of the plan something stands. */
export type LostPlace = SlotKind | 'timeline'
/** What somebody else removed (`by`, a name or "Someone") while the reader wrote in it. */
export type Lost = { path: string; place: LostPlace; title: string; by: string; putBack: () => void }
/** A notice, and the places (element ids) that take the focus after it, the first that is there. */
type PlanNotice = Notice & { places: string[] }

export type LivePlan = ReturnType<typeof openLivePlan>

/**
 * A plan's live document and what the reader may do in it: core's verbs with the reader's family and new ids filled
 * in, and a way back after each removal. It is the one module of the plan's page that brings yjs and the schemas.
 */
export function openLivePlan(plan: Plan, words: Words) {
  const { me, plan: address, installation } = plan.facts
  const document = openLiveDocument({
    definition: planDefinition,
    address: addressOf(address),
    account: me.guardianId,
    installation,
  })
  const { guardianId, familyId } = me
  const added = new Set<string>() // by this page, before the server's facts say so
  const titles = new Map<string, string>() // of what is, or was, in the plan
  const keptSurplus = new SvelteSet<string>()
  let lost = $state.raw<Lost[]>([])
  let notice = $state.raw<PlanNotice | null>(null)
  let notices = 0
  let isMoving = $state(false)

  function may(collection: PlanCollection, change: Change, owner?: string): boolean {
    const { part, mine, me } = plan.facts
    const actor = {
      part,
      guardianId,
      familyId,
      kidIds: mine.map(({ kidId }) => kidId),
      ...(!me.confirmed && { onlyAnswers: true as const }),
    }
    const subject = { collection: planDefinition.collections[collection], change, owner, over: plan.isClosed }
    return can(actor, 'write', subject)
  }

  /** Says what was done, with its way back (ten seconds). */
  function say(text: string, places: string[], undo?: () => void) {
    notices += 1
    notice = { id: notices, text, places, ...(undo && { undo: { label: words.undo, run: undo } }) }
  }

  /** Somebody else removed it under the reader's hands: it can be put back as the reader wrote it. */
  function lose(path: string, place: LostPlace, title: string, putBack: () => void) {
    const by = authorOf(path, plan, document.here) ?? words.announce.someone
    lost = [...lost.filter((one) => one.path !== path), { path, place, title, by, putBack }]
  }

  function ownId(): string {
    const id = newId(crypto.getRandomValues(new Uint8Array(16)))
    added.add(id)
    return id
  }

  const claim = (slotId: string, quantity: number) =>
    verbs.claimSlot(document, { slotId, familyId, quantity, note: '' })

  /** Own records are the family's to edit; whose the others are is not told, and not needed. */
  const isOwn = (id: string) => added.has(id) || plan.facts.ownRecords.includes(id)
  const owner = (id: string) => (isOwn(id) ? familyId : 'another')
  const unsaved = { plan, document, may, ownId, owner, isOwn }

  noteTitles(titles, plan.facts.content)
  document.observe(() => noteTitles(titles, document.read()))

  return {
    document,
    titles: titles as ReadonlyMap<string, string>,
    parts,
    get notice() {
      return notice
    },
    closeNotice: () => {
      notice = null
    },
    mayEdit: (collection: 'slots' | 'timeline', id: string) => may(collection, 'edit', owner(id)),
    claim,
    giveBack(slot: Slot, { quantity }: Claim) {
      verbs.releaseSlot(document, { slotId: slot.id, familyId })
      say(words.plan.gaveBack(slot.title), [`slots/${slot.id}`], () => claim(slot.id, quantity))
    },
    /** Help is offered one by one; what is brought, as much as is missing. */
    take: ({ id, kind }: Slot, missing: number) =>
      claim(id, kind === 'help' || kind === 'ride' ? 1 : missing),
    /** The hosts'. Only the family itself can claim again. */
    mayClear: () => may('claims', 'remove', 'another'),
    clearClaim: (key: Pick<Claim, 'slotId' | 'familyId'>) => verbs.releaseSlot(document, key),
    /** Surpluses that the reader has said to keep, until the page is left. */
    keptSurplus: keptSurplus as ReadonlySet<string>,
    keepSurplus: (question: string) => keptSurplus.add(question),
    say,
    /** Why a part that could not be saved can't go now either; null: it can. */
    obstacleTo: (part: Part) => obstacleTo(part, unsaved),
    /** Puts a part back into the plan, and off the list. */
    sendAgain(part: Part) {
      sendAgain(part, unsaved)
      document.forgetWords(part.words)
      say(words.refused.sent, ['refused'])
    },
    leaveUnsaved(part: Part) {
      document.forgetWords(part.words)
      say(words.refused.left, ['refused'], () => document.keepWords(part.words))
    },
    get lost() {
      return lost
    },
    forgetLost: (path: string) => {
      lost = lost.filter((one) => one.path !== path)
    },
    loseSlot: (slot: Slot) =>
      lose(`slots/${slot.id}`, slot.kind, slot.title, () => verbs.restoreSlot(document, slot)),
    loseMoment: (moment: Moment) =>
      lose(`timeline/${moment.id}`, 'timeline', moment.title, () => verbs.restoreMoment(document, moment)),
    addSlot: (slot: verbs.NewSlot) => verbs.addSlot(document, ownId(), slot),
    editSlot: (id: string, patch: Partial<Omit<Slot, 'id'>>) => verbs.editSlot(document, id, patch),
    removeSlot(slot: Slot) {
      verbs.removeSlot(document, slot.id)
      const places = [`slots/${slot.id}`, `add-${slot.kind}`]
      say(words.plan.removed(slot.title), places, () => verbs.restoreSlot(document, slot))
    },
    addMoment: (moment: verbs.NewMoment) => verbs.addMoment(document, ownId(), moment),
    editMoment: (id: string, patch: Partial<Omit<Moment, 'id'>>) => verbs.editMoment(document, id, patch),
    removeMoment(moment: Moment) {
      verbs.removeMoment(document, moment.id)
      const places = [`timeline/${moment.id}`, 'add-timeline']
      say(words.plan.removed(moment.title), places, () => verbs.restoreMoment(document, moment))
    },
    setNeed: (name: keyof PlanState['needs'], value: boolean) =>
      document.change((edit) => edit.needs.set({ [name]: value })),
    /** The hosts' way to title, times and place (house rule 12); the sheet comes when it is wanted. */
    get isMoving() {
      return isMoving
    },
    move: (isWanted = true) => {
      isMoving = isWanted
    },
    /** A host's move was taken: it shows at once, also before the document brings it. */
    moved(card: Card, frame: Partial<PlanState['frame']>) {
      const { content } = plan.facts
      plan.fresh.patch({ card, content: { ...content, frame: { ...content.frame, ...frame } } })
      say(words.frame.changed, ['move'])
    },
  }
}
