/**
 * The story's circle: Grade 5, Room 12 of Lincoln Elementary. Tests, the demo, the screenshots and the seed all
 * start from it. Every name is made up. 24 kids, 22 families, two of which share a kid (Anya has two homes).
 */

import { localTimeAt } from '../dates.ts'
import type { BoardState } from '../documents/board.ts'
import type { PlanState, Slot } from '../documents/plan.ts'
import type { PlayState } from '../documents/play.ts'
import type { Answer } from '../hangouts/answers.ts'
import { newId, prefixedId } from '../ids.ts'
import { orderAfter } from '../order.ts'

export interface SampleGuardian {
  id: string
  name: string
  familyId: string
  organizer: boolean
  operator: boolean
}

export interface SampleFamily {
  id: string
  name: string
  /** Going kids of this family are counted, not named, to other guests. */
  countedOnly: boolean
}

export interface SampleKid {
  id: string
  name: string
  guardianIds: string[]
}

export interface SampleHangout {
  id: string
  plan: PlanState
  play: PlayState
  wholeCircle: boolean
  hosts: { familyId: string; part: 'host' | 'co-host' }[]
  /** The list. */
  kidIds: string[]
  answers: { kidId: string; familyId: string; guardianId: string; answer: Answer }[]
  /** Whose each slot is, by record path. */
  owners: { record: string; familyId: string }[]
}

/** One circle with its people, as the seed writes it. */
export interface SampleCircle {
  house: string
  id: string
  name: string
  zone: string
  orderSeed: string
  families: SampleFamily[]
  guardians: SampleGuardian[]
  kids: SampleKid[]
  hangouts: SampleHangout[]
  board: BoardState
  boardOwners: { record: string; familyId: string }[]
  votes: { ideaId: string; guardianId: string }[]
}

export interface SampleSources {
  /** Instant, ms UTC: the hangout stands on the first Saturday at least five days ahead. */
  now: number
  /** 16 fresh bytes for each id. */
  bytes: () => Uint8Array
}

const HOUSE = 'Lincoln Elementary PTA'
const ZONE = 'America/New_York'

/** A family by its kids and its guardians. Names of kids: first name, with an initial only where two share one. */
const FAMILIES: { name: string; kids: string[]; guardians: string[] }[] = [
  { name: "Luka's family", kids: ['Luka'], guardians: ['Jelena'] },
  { name: "Tessa's family", kids: ['Tessa', 'Leo'], guardians: ['Mara', 'Joost'] },
  { name: "Santiago's family", kids: ['Santiago'], guardians: ['Rafael', 'Lucía'] },
  { name: "Zuri's family", kids: ['Zuri'], guardians: ['Wanjiru'] },
  { name: "Malik's family", kids: ['Malik'], guardians: ['Idris'] },
  { name: "Bennett's family", kids: ['Bennett'], guardians: ['Grace'] },
  { name: "Anya's family", kids: ['Anya'], guardians: ['Irina'] },
  { name: 'Pavel and Anya', kids: ['Anya'], guardians: ['Pavel'] },
  { name: "Priya's family", kids: ['Priya', 'Arjun'], guardians: ['Meera'] },
  { name: "Noah's family", kids: ['Noah'], guardians: ['Carla', 'Stefan'] },
  { name: "Amara's family", kids: ['Amara'], guardians: ['Chidi'] },
  { name: "Diego's family", kids: ['Diego', 'Marisol'], guardians: ['Beatriz'] },
  { name: "Hana's family", kids: ['Hana'], guardians: ['Keiko'] },
  { name: "Ivy's family", kids: ['Ivy'], guardians: ['Rowan'] },
  { name: "Yusuf's family", kids: ['Yusuf'], guardians: ['Selma'] },
  { name: "Lena's family", kids: ['Lena'], guardians: ['Anke'] },
  { name: "Felix's family", kids: ['Felix'], guardians: ['Daniela'] },
  { name: "Maya K.'s family", kids: ['Maya K.'], guardians: ['Ruth'] },
  { name: "Maya T.'s family", kids: ['Maya T.'], guardians: ['Sione'] },
  { name: "Oliver's family", kids: ['Oliver'], guardians: ['Fiona'] },
  { name: "Quinn's family", kids: ['Quinn'], guardians: ['Harper'] },
  { name: "Theo's family", kids: ['Theo'], guardians: ['Nikos'] },
]

const ORGANIZER = 'Grace'
const OPERATOR = 'Idris'
const COUNTED_ONLY = "Ivy's family"

const ANSWERS: Record<Answer, string[]> = {
  going: ['Luka', 'Zuri', 'Malik', 'Bennett', 'Santiago', 'Priya', 'Noah', 'Amara', 'Diego', 'Hana', 'Ivy'],
  maybe: ['Yusuf', 'Lena'],
  'not-this-time': ['Felix'],
}

type SampleSlot = Pick<Slot, 'kind' | 'title' | 'quantity'> &
  Partial<Pick<Slot, 'unit' | 'note'>> & { claims: Record<string, number> }

const SLOTS: SampleSlot[] = [
  { kind: 'bring', title: 'Fruit kebabs', quantity: 20, claims: { "Tessa's family": 20 } },
  { kind: 'bring', title: 'Brownies, no nuts', quantity: 2, unit: 'trays', claims: {} },
  {
    kind: 'bring',
    title: 'Chips',
    quantity: 3,
    unit: 'bags',
    claims: { "Zuri's family": 2, "Malik's family": 1 },
  },
  { kind: 'bring', title: 'Paper lanterns and balloons', quantity: 1, claims: { "Luka's family": 1 } },
  { kind: 'bring', title: 'Juice boxes', quantity: 24, claims: { "Priya's family": 24 } },
  { kind: 'bring', title: 'Cups and napkins', quantity: 1, claims: { "Santiago's family": 1 } },
  { kind: 'bring', title: 'Watermelon', quantity: 2, note: 'cut is lovely', claims: { "Noah's family": 1 } },
  { kind: 'play', title: 'Cornhole', quantity: 1, unit: 'set', claims: { "Bennett's family": 1 } },
  { kind: 'play', title: 'The old piñata', quantity: 1, claims: { "Luka's family": 1 } },
  { kind: 'play', title: 'Sidewalk chalk', quantity: 2, unit: 'boxes', claims: {} },
  { kind: 'help', title: 'Adults who stay', quantity: 2, claims: { "Santiago's family": 1 } },
  { kind: 'help', title: 'Set up tables at 1:30', quantity: 2, claims: {} },
  { kind: 'ride', title: 'Seats home by the library', quantity: 3, unit: 'seats', claims: {} },
]

const IDEAS: (Omit<BoardState['ideas'][number], 'id'> & { by: string; likes: string[] })[] = [
  {
    title: 'Board-game night',
    costBand: 'free',
    season: 'any',
    place: 'indoors',
    note: 'Bring the one you always win.',
    by: "Zuri's family",
    likes: ['Wanjiru', 'Mara', 'Jelena', 'Idris', 'Meera', 'Rafael'],
  },
  {
    title: 'Make-your-own sundae bar',
    costBand: 'under-10',
    season: 'any',
    place: 'indoors',
    note: 'Toppings shared, spoons from home.',
    by: "Tessa's family",
    likes: ['Joost', 'Carla', 'Chidi', 'Keiko'],
  },
  {
    title: 'Flashlight tag at the park',
    costBand: 'free',
    season: 'autumn',
    place: 'outdoors',
    note: 'After dark, two grown-ups at each gate.',
    by: "Malik's family",
    likes: ['Grace', 'Mara', 'Idris'],
  },
  {
    title: 'Movie on a bedsheet',
    costBand: 'free',
    season: 'summer',
    place: 'outdoors',
    note: '',
    by: "Noah's family",
    likes: ['Selma', 'Beatriz'],
  },
  {
    title: 'Snow fort contest',
    costBand: 'free',
    season: 'winter',
    place: 'outdoors',
    note: 'Every fort wins something.',
    by: "Hana's family",
    likes: ['Keiko', 'Anke'],
  },
]

/** The circle, its people and its hangout, with fresh ids. Pure: the same sources give the same circle. */
export function room12({ now, bytes }: SampleSources): SampleCircle {
  const families: SampleFamily[] = []
  const guardians: SampleGuardian[] = []
  const kidsByName = new Map<string, SampleKid>()
  for (const { name, kids, guardians: names } of FAMILIES) {
    const familyId = prefixedId('fam', bytes())
    families.push({ id: familyId, name, countedOnly: name === COUNTED_ONLY })
    const own = names.map((guardian) => ({
      id: prefixedId('gua', bytes()),
      name: guardian,
      familyId,
      organizer: guardian === ORGANIZER,
      operator: guardian === OPERATOR,
    }))
    guardians.push(...own)
    for (const kid of kids) {
      const known = kidsByName.get(kid) ?? { id: prefixedId('kid', bytes()), name: kid, guardianIds: [] }
      known.guardianIds.push(...own.map((guardian) => guardian.id))
      kidsByName.set(kid, known)
    }
  }
  const circle = { families, guardians, kids: [...kidsByName.values()] }
  const { board, boardOwners, votes } = ideasOf(circle, bytes)
  return {
    house: HOUSE,
    id: prefixedId('cir', bytes()),
    name: 'Grade 5, Room 12',
    zone: ZONE,
    orderSeed: newId(bytes()),
    ...circle,
    hangouts: [backyardAfternoon(circle, { now, bytes })],
    board,
    boardOwners,
    votes,
  }
}

/** Finds by name in a sample; throws on a name that isn't there, for that is a typo in a test. */
export function find<T extends { name: string }>(things: readonly T[], name: string): T {
  const found = things.find((thing) => thing.name === name)
  if (!found) throw new Error(`nobody here is called ${name}`)
  return found
}

/** Bytes for ids that are the same in each run. `start` keeps two samples apart. */
export function countingBytes(start = 1): () => Uint8Array {
  let count = start * 1_000_000
  return () => {
    const bytes = new Uint8Array(16)
    new DataView(bytes.buffer).setUint32(12, count++)
    return bytes
  }
}

/** The first Saturday at least five days ahead, as `2026-11-28`. */
export function comingSaturday(now: number, zone: string): string {
  const date = new Date(`${localTimeAt(now, zone).slice(0, 10)}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 5)
  while (date.getUTCDay() !== 6) date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}

type People = Pick<SampleCircle, 'families' | 'guardians' | 'kids'>

function backyardAfternoon(
  { families, guardians, kids }: People,
  { now, bytes }: SampleSources,
): SampleHangout {
  const day = comingSaturday(now, ZONE)
  const luka = find(families, "Luka's family").id
  const slots: PlanState['slots'] = []
  const claims: PlanState['claims'] = []
  for (const { kind, title, quantity, unit = '', note = '', claims: taken } of SLOTS) {
    const id = newId(bytes())
    slots.push({ id, kind, title, quantity, unit, note, order: orderAfter(slots.map((slot) => slot.order)) })
    for (const [family, part] of Object.entries(taken))
      claims.push({ slotId: id, familyId: find(families, family).id, quantity: part, note: '' })
  }
  const moment = (at: string, title: string, order: string) => ({ id: newId(bytes()), at, title, order })
  const cornhole = { id: newId(bytes()), kind: 'game' as const, title: 'Cornhole', order: 'A' }
  const playlist = { id: newId(bytes()), title: 'Playlist', order: 'A' }
  const answers = Object.entries(ANSWERS).flatMap(([answer, names]) =>
    names.map((name) => {
      const kid = find(kids, name)
      const guardian = guardians.find((candidate) => candidate.id === kid.guardianIds[0]) as SampleGuardian
      return { kidId: kid.id, familyId: guardian.familyId, guardianId: guardian.id, answer: answer as Answer }
    }),
  )
  return {
    id: prefixedId('han', bytes()),
    wholeCircle: true,
    hosts: [
      { familyId: luka, part: 'host' },
      { familyId: find(families, "Santiago's family").id, part: 'co-host' },
    ],
    kidIds: kids.map((kid) => kid.id),
    answers,
    owners: slots.map((slot) => ({ record: `slots/${slot.id}`, familyId: luka })),
    plan: {
      frame: {
        title: 'Just-for-fun backyard afternoon',
        startsAt: `${day}T14:00`,
        endsAt: `${day}T17:00`,
        zone: ZONE,
        area: "Luka's backyard, by the side gate",
        costBand: 'free',
        rainPlan: 'Under the porch, and shorter.',
        state: 'sent',
        drawing: 'lanterns',
      },
      about:
        'No reason, no presents, no program. Come in by the side gate, stay as long as you like.\n\n' +
        'Everyone in Room 12 is invited, and brothers and sisters are welcome too.',
      notes: 'Parking is easiest on the church side.\n',
      needs: { nutFreeTable: true, twoAdultsStay: true, noGifts: true },
      timeline: [
        moment('14:00', 'Gate opens, chalk and cornhole', 'A'),
        moment('15:30', 'Piñata', 'B'),
        moment('16:00', 'Food on the tables', 'C'),
        moment('16:45', 'Which one next? Pick before goodbye', 'D'),
      ],
      slots,
      claims,
    },
    play: {
      picks: [cornhole, { id: newId(bytes()), kind: 'game', title: 'Charades', order: 'B' }],
      jobs: [playlist, { id: newId(bytes()), title: 'Lantern lighter', order: 'B' }],
      jobClaims: [{ jobId: playlist.id, kidId: find(kids, 'Zuri').id, note: '' }],
      words: [],
    },
  }
}

function ideasOf({ families, guardians }: People, bytes: () => Uint8Array) {
  const ideas: BoardState['ideas'] = []
  const boardOwners: SampleCircle['boardOwners'] = []
  const votes: SampleCircle['votes'] = []
  for (const { by, likes, ...idea } of IDEAS) {
    const id = newId(bytes())
    ideas.push({ id, ...idea })
    boardOwners.push({ record: `ideas/${id}`, familyId: find(families, by).id })
    for (const name of likes) votes.push({ ideaId: id, guardianId: find(guardians, name).id })
  }
  const kit = [{ id: newId(bytes()), title: 'Folding tables (3)', note: "At Bennett's" }]
  boardOwners.push({ record: `kit/${kit[0]?.id}`, familyId: find(families, "Bennett's family").id })
  return { board: { ideas, kit }, boardOwners, votes }
}
