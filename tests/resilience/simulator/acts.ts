/** What people do in the documents, each by their part: one tap each, through the verbs of core. */
import './randomness.ts'
import { addIdea, editIdea, type OpenBoard, removeIdea, restoreIdea } from '@sidegate/core/board/ideas'
import type { DocumentKind } from '@sidegate/core/documents/address'
import type { Idea } from '@sidegate/core/documents/board'
import type { OpenDocument } from '@sidegate/core/documents/open'
import type { Slot } from '@sidegate/core/documents/plan'
import type { play } from '@sidegate/core/documents/play'
import {
  addMoment,
  addSlot,
  claimSlot,
  editMoment,
  editSlot,
  type OpenPlan,
  releaseSlot,
  removeMoment,
  removeSlot,
  restoreSlot,
} from '@sidegate/core/hangouts/verbs'
import type { Part } from '@sidegate/core/parts'
import { familyId, recordId } from '@sidegate/core/testing/replicas'
import { type Deed, type Deeds, wordsIn } from './deeds.ts'
import type { Random } from './randomness.ts'
import type { Tab } from './tab.ts'

export interface Acting {
  tab: Tab
  part: Part
  random: Random
  deeds: Deeds
  /** No other act of the run has it. */
  n: number
  /** Whose a record is, by path. */
  owners: Map<string, string>
  /** What was taken away and may be put back. */
  removed: { slots: Slot[]; ideas: Idea[] }
}

type Act = (acting: Acting) => void

/** Whose is what stood there from the beginning. */
export const FOUNDERS = familyId(0)
const LETTERS = 'a long word '

export function act(acting: Acting) {
  acting.random.pick(actsByKind[acting.tab.address.kind])(acting)
}

/** So many edits at once that the log wants folding. */
export function burst(acting: Acting, count: number) {
  const { tab } = acting
  if (tab.address.kind !== 'plan') return
  for (let i = 0; i < count; i++) planOf(tab).change((edit) => edit.notes.splice(edit.notes.length, 0, '.'))
}

const actsByKind: Record<DocumentKind, Act[]> = {
  plan: [
    (acting) => write(acting, 'notes'),
    (acting) => write(acting, 'notes'),
    (acting) => write(acting, isHost(acting) ? 'about' : 'notes'),
    (acting) => erase(acting, 'notes'),
    (acting) => erase(acting, isHost(acting) ? 'about' : 'notes'),
    // Letter by letter, as fingers do.
    ({ tab, random }) => {
      const at = random.pick(gapsIn(planOf(tab).read().notes))
      for (const [i, letter] of [...LETTERS].entries())
        planOf(tab).change((edit) => edit.notes.splice(at + i, 0, letter))
    },
    ({ tab, random }) => {
      const { notes } = planOf(tab).read()
      planOf(tab).change((edit) =>
        edit.notes.splice(notes.lastIndexOf(' ', random.below(notes.length + 1)), 0, ''),
      )
    },
    (acting) => {
      const id = recordId(1000 + acting.n)
      own(acting, `slots/${id}`)
      does(acting, 'put', `slots/${id}`, () => addSlot(planOf(acting.tab), id, { title: `slot ${acting.n}` }))
    },
    (acting) => {
      const { tab, random, n } = acting
      const id = pickMine(acting, 'slots', planOf(tab).read().slots)?.id
      if (id)
        editSlot(
          planOf(tab),
          id,
          random.pick([{ title: `again ${n}` }, { quantity: 1 + (n % 9) }, { note: `n${n}`, unit: 'bags' }]),
        )
    },
    (acting) => {
      const slot = pickMine(acting, 'slots', planOf(acting.tab).read().slots)
      if (!slot) return
      acting.removed.slots.push(slot)
      does(acting, 'removed', `slots/${slot.id}`, () => void removeSlot(planOf(acting.tab), slot.id))
    },
    (acting) => {
      const slot = pickMine(acting, 'slots', acting.removed.slots)
      if (slot) does(acting, 'put', `slots/${slot.id}`, () => restoreSlot(planOf(acting.tab), slot))
    },
    (acting) => {
      const { tab, random, n } = acting
      const slotId = random.pick(planOf(tab).read().slots)?.id
      const { familyId } = tab.phone.person
      if (slotId)
        does(acting, 'put', `claims/${slotId}:${familyId}`, () =>
          claimSlot(planOf(tab), { slotId, familyId, quantity: 1 + (n % 4), note: `c${n}` }),
        )
    },
    (acting) => {
      const { tab, random } = acting
      const claims = planOf(tab).read().claims
      const mine = claims.filter((claim) => isHost(acting) || claim.familyId === tab.phone.person.familyId)
      const claim = random.pick(mine)
      if (!claim) return
      does(
        acting,
        'removed',
        `claims/${claim.slotId}:${claim.familyId}`,
        () => void releaseSlot(planOf(tab), claim),
      )
      if (claim.familyId !== tab.phone.person.familyId) tab.leaveAsIs()
    },
    (acting) => {
      const { tab, random, n } = acting
      if (!isHost(acting)) return
      const { timeline } = planOf(tab).read()
      const [id, known] = [recordId(1000 + n), random.pick(timeline)?.id]
      const moves = [
        () =>
          does(acting, 'put', `timeline/${id}`, () =>
            addMoment(planOf(tab), id, { at: '15:30', title: `m${n}` }),
          ),
        () => known && editMoment(planOf(tab), known, { at: '16:00', title: `m${n}` }),
        () =>
          known && does(acting, 'removed', `timeline/${known}`, () => void removeMoment(planOf(tab), known)),
      ]
      random.pick(moves)()
    },
    (acting) => {
      if (isHost(acting))
        planOf(acting.tab).change((edit) =>
          edit.needs.set({ nutFreeTable: acting.n % 2 === 0, noGifts: acting.n % 3 === 0 }),
        )
    },
  ],
  play: [
    ...(['picks', 'jobs'] as const).flatMap((name): Act[] => [
      (acting) => {
        const id = recordId(1000 + acting.n)
        does(acting, 'put', `${name}/${id}`, () =>
          playOf(acting.tab).change((edit) => edit[name].put(id, { title: `${name} ${acting.n}` })),
        )
      },
      ({ tab, random, n }) => {
        const id = random.pick(playOf(tab).read()[name])?.id
        if (id) playOf(tab).change((edit) => edit[name].set(id, { title: `again ${n}`, order: 'Z' }))
      },
      (acting) => {
        const id = acting.random.pick(playOf(acting.tab).read()[name])?.id
        if (id)
          does(acting, 'removed', `${name}/${id}`, () =>
            playOf(acting.tab).change((edit) => edit[name].remove(id)),
          )
      },
    ]),
    (acting) => {
      const { tab, random, n } = acting
      const jobId = random.pick(playOf(tab).read().jobs)?.id
      const [kidId = ''] = tab.phone.person.kidIds
      if (jobId)
        does(acting, 'put', `jobClaims/${jobId}:${kidId}`, () =>
          playOf(tab).change((edit) => edit.jobClaims.put({ jobId, kidId }, { note: `j${n}` })),
        )
    },
    (acting) => {
      const { tab, random } = acting
      const claims = playOf(tab).read().jobClaims
      const claim = random.pick(
        claims.filter(({ kidId }) => isHost(acting) || tab.phone.person.kidIds.includes(kidId)),
      )
      if (!claim) return
      does(acting, 'removed', `jobClaims/${claim.jobId}:${claim.kidId}`, () =>
        playOf(tab).change((edit) => edit.jobClaims.remove(claim)),
      )
      if (!tab.phone.person.kidIds.includes(claim.kidId)) tab.leaveAsIs()
    },
  ],
  board: [
    (acting) => {
      const id = recordId(1000 + acting.n)
      own(acting, `ideas/${id}`)
      does(acting, 'put', `ideas/${id}`, () =>
        addIdea(boardOf(acting.tab), id, { title: `idea ${acting.n}` }),
      )
    },
    (acting) => {
      const idea = pickMine(acting, 'ideas', boardOf(acting.tab).read().ideas)
      if (idea) editIdea(boardOf(acting.tab), idea.id, { note: `n${acting.n}`, season: 'spring' })
    },
    (acting) => {
      const idea = pickMine(acting, 'ideas', boardOf(acting.tab).read().ideas)
      if (!idea) return
      acting.removed.ideas.push(idea)
      does(acting, 'removed', `ideas/${idea.id}`, () => void removeIdea(boardOf(acting.tab), idea.id))
    },
    (acting) => {
      const idea = pickMine(acting, 'ideas', acting.removed.ideas)
      if (idea) does(acting, 'put', `ideas/${idea.id}`, () => restoreIdea(boardOf(acting.tab), idea))
    },
    (acting) => {
      const id = recordId(1000 + acting.n)
      own(acting, `kit/${id}`)
      does(acting, 'put', `kit/${id}`, () =>
        boardOf(acting.tab).change((edit) => edit.kit.put(id, { title: `thing ${acting.n}` })),
      )
    },
    (acting) => {
      const thing = pickMine(acting, 'kit', boardOf(acting.tab).read().kit)
      if (thing)
        does(acting, 'removed', `kit/${thing.id}`, () =>
          boardOf(acting.tab).change((edit) => edit.kit.remove(thing.id)),
        )
    },
  ],
}

function write(acting: Acting, root: 'notes' | 'about') {
  const { tab, random, n } = acting
  const word = `<${tab.phone.person.name}.${n}>`
  const at = random.pick(gapsIn(planOf(tab).read()[root]))
  does(
    acting,
    'wrote',
    `${root} ${word}`,
    () => planOf(tab).change((edit) => edit[root].splice(at, 0, word)),
    word,
  )
}

function erase(acting: Acting, root: 'notes' | 'about') {
  const { tab, random } = acting
  const text = planOf(tab).read()[root]
  const word = random.pick(wordsIn(text))
  if (!word) return
  does(acting, 'erased', `${root} ${word}`, () =>
    planOf(tab).change((edit) => edit[root].splice(text.indexOf(word), word.length, '')),
  )
}

function does(
  acting: Acting,
  what: Deed['what'],
  name: string,
  change: () => void,
  word: string | null = null,
) {
  const { tab, deeds } = acting
  const deed = deeds.add({ kind: tab.address.kind, what, name, word, by: tab.phone.person.name })
  tab.act([deed], change)
}

function own({ owners, tab }: Acting, path: string) {
  owners.set(path, tab.phone.person.familyId)
}

/** One that this person may change. */
function pickMine<T extends { id: string }>(
  acting: Acting,
  root: string,
  records: readonly T[],
): T | undefined {
  const { tab, random, owners } = acting
  const { familyId } = tab.phone.person
  const may = ({ id }: T) => isHost(acting) || (owners.get(`${root}/${id}`) ?? FOUNDERS) === familyId
  return random.pick(records.filter(may))
}

const isHost = ({ part }: Acting) => part === 'host' || part === 'co-host' || part === 'organizer'

/** Where a word may be written without tearing another one. */
function gapsIn(text: string): number[] {
  const gaps = [0, text.length]
  for (let at = text.indexOf('>'); at >= 0; at = text.indexOf('>', at + 1)) gaps.push(at + 1)
  return gaps
}

// A document of a kind opens with that kind's definition.
const planOf = (tab: Tab) => tab.opened as unknown as OpenPlan
const playOf = (tab: Tab) => tab.opened as unknown as OpenDocument<typeof play>
const boardOf = (tab: Tab) => tab.opened as unknown as OpenBoard
