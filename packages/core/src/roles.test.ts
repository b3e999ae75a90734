/** Who may do what, as a table: every part, every collection, every change, own and foreign. */
import { describe, expect, test } from 'vitest'
import { board } from './documents/board.ts'
import type { Collection } from './documents/definition.ts'
import { plan } from './documents/plan.ts'
import { play } from './documents/play.ts'
import { type Action, type Actor, can } from './roles.ts'
import { familyId, guardianId, kidId } from './testing/replicas.ts'

type Part = Actor['part']

const PARTS: Part[] = ['host', 'co-host', 'guest', 'guardian', 'organizer', 'operator', 'seat', 'server']
const actor = (part: Part): Actor => ({
  part,
  guardianId: guardianId(1),
  familyId: familyId(1),
  kidIds: [kidId(1)],
})

/** In each cell: who may. `own`: of one's own family; `foreign`: another family's; `nobodys`: not owned by anyone. */
const H = ['host', 'co-host']
const HG = [...H, 'guest']
const writes: [
  name: string,
  collection: Collection,
  change: 'add' | 'edit' | 'remove',
  own: string[],
  foreign: string[],
  nobodys: string[],
][] = [
  ['plan.frame', plan.collections.frame, 'edit', [], [], []],
  ['plan.about', plan.collections.about, 'edit', H, H, H],
  ['plan.notes', plan.collections.notes, 'edit', HG, HG, HG],
  ['plan.needs', plan.collections.needs, 'edit', H, H, H],
  ['plan.timeline', plan.collections.timeline, 'add', H, H, H],
  ['plan.timeline', plan.collections.timeline, 'edit', H, H, H],
  ['plan.timeline', plan.collections.timeline, 'remove', H, H, H],
  ['plan.slots', plan.collections.slots, 'add', HG, H, HG],
  ['plan.slots', plan.collections.slots, 'edit', HG, H, H],
  ['plan.slots', plan.collections.slots, 'remove', HG, H, H],
  ['plan.claims', plan.collections.claims, 'edit', HG, [], []],
  ['plan.claims', plan.collections.claims, 'remove', HG, H, H],
  [
    'board.ideas',
    board.collections.ideas,
    'add',
    ['guardian', 'organizer'],
    ['organizer'],
    ['guardian', 'organizer'],
  ],
  ['board.ideas', board.collections.ideas, 'edit', ['guardian', 'organizer'], ['organizer'], ['organizer']],
  ['board.ideas', board.collections.ideas, 'remove', ['guardian', 'organizer'], ['organizer'], ['organizer']],
  ['board.kit', board.collections.kit, 'edit', ['guardian', 'organizer'], ['organizer'], ['organizer']],
  ['play.picks', play.collections.picks, 'edit', [...HG, 'seat'], [...HG, 'seat'], [...HG, 'seat']],
  ['play.jobClaims', play.collections.jobClaims, 'edit', [...HG, 'seat'], [], []],
  ['play.jobClaims', play.collections.jobClaims, 'remove', [...HG, 'seat'], H, H],
  ['play.words', play.collections.words, 'add', [], [], []],
]

const cells = writes.flatMap(([name, collection, change, own, foreign, nobodys]) =>
  PARTS.flatMap((part) => {
    const isKids = name === 'play.jobClaims'
    const owners = [
      { owner: isKids ? kidId(1) : familyId(1), whose: 'own', who: own },
      { owner: isKids ? kidId(2) : familyId(2), whose: 'foreign', who: foreign },
      { owner: undefined, whose: "nobody's", who: nobodys },
    ]
    return owners.map(({ owner, whose, who }) => ({
      title: `${part}: ${change} ${whose} ${name}`,
      part,
      subject: { collection, change, owner },
      may: part === 'server' || who.includes(part),
    }))
  }),
)

describe('writing', () => {
  test.each(cells)('$title: $may', ({ part, subject, may }) => {
    expect(can(actor(part), 'write', { ...subject, over: false })).toBe(may)
    // Once a hangout is over it is read, not written.
    expect(can(actor(part), 'write', { ...subject, over: true })).toBe(part === 'server')
  })
})

describe('everything else', () => {
  const table: Record<Exclude<Action, 'write' | 'answer for kid' | 'read address'>, Part[]> = {
    'read hangout': ['host', 'co-host', 'guest'],
    'move hangout': ['host', 'co-host'],
    'restore hangout': ['host', 'co-host'],
    'read answers': ['host', 'co-host'],
    'edit list': ['host', 'co-host'],
    'send hangout': ['host', 'co-host'],
    'cancel hangout': ['host', 'co-host'],
    'write address': ['host', 'co-host'],
    'share hangout': ['host', 'co-host', 'guest'],
    'end class links': ['host', 'co-host'],
    'read circle': ['guardian', 'organizer'],
    'like idea': ['guardian', 'organizer'],
    'make hangout': ['guardian', 'organizer'],
    'edit family': ['guardian', 'organizer'],
    'let in to family': ['guardian', 'organizer'],
    'leave circle': ['guardian', 'organizer'],
    'watch circle': ['organizer', 'operator'],
    'run circle': ['organizer'],
    'tell answer': ['organizer'],
    'run house': ['operator'],
  }
  const all = Object.entries(table).flatMap(([action, parts]) =>
    PARTS.map((part) => ({ part, action: action as keyof typeof table, may: parts.includes(part) })),
  )
  test.each(all)('$part: $action: $may', ({ part, action, may }) => {
    expect(can(actor(part), action)).toBe(may)
  })

  test.each(all)('$part, on a device that has not shown whose it is: $action', ({ part, action, may }) => {
    const isReading = action === 'read hangout' || action === 'read circle'
    expect(can({ ...actor(part), onlyAnswers: true }, action)).toBe(may && isReading)
  })

  test.each(PARTS)('house rule 11: %s reads where it is as a host, or after a yes', (part) => {
    const isHost = part === 'host' || part === 'co-host'
    expect(can(actor(part), 'read address', { saidYes: false })).toBe(isHost)
    expect(can(actor(part), 'read address', { saidYes: true })).toBe(HG.includes(part))
    expect(can({ ...actor(part), onlyAnswers: true }, 'read address', { saidYes: true })).toBe(false)
  })

  test.each(PARTS)('%s answers for own kids at most', (part) => {
    expect(can(actor(part), 'answer for kid', { kidId: kidId(1) })).toBe(HG.includes(part))
    expect(can(actor(part), 'answer for kid', { kidId: kidId(2) })).toBe(false)
  })
})
