/** Circles of made-up families for load tests: as many as asked for, the same people each time, fresh ids. */

import type { PlanState } from '@sidegate/core/documents/plan'
import { newId, prefixedId } from '@sidegate/core/ids'
import { orderAfter } from '@sidegate/core/order'
import {
  comingSaturday,
  type SampleCircle,
  type SampleHangout,
  type SampleSources,
} from '@sidegate/core/testing/room-12'

const ZONE = 'America/New_York'
const FIRST_NAMES = [
  ...[
    'Ada',
    'Bilal',
    'Cora',
    'Dario',
    'Esme',
    'Finn',
    'Gita',
    'Hugo',
    'Inez',
    'Jonas',
    'Kaya',
    'Liam',
    'Mina',
  ],
  ...['Nico', 'Olga', 'Pia', 'Rafi', 'Sara', 'Tomas', 'Uma', 'Vera', 'Wes', 'Xenia', 'Yara', 'Zane'],
]
const DRAWINGS = ['lanterns', 'dice', 'sundae', 'park'] as const
const TITLES = ['Backyard afternoon', 'Board-game night', 'Sundae bar', 'Park morning']
const THINGS = ['Fruit', 'Chips', 'Juice', 'Plates', 'Balloons', 'A game', 'Adults who stay', 'Tables']

export interface Sizes {
  families: number
  hangouts: number
}

/** The `number`th circle. Its first guardian is the organizer; in the first circle the second is the operator. */
export function madeUpCircle(
  number: number,
  { families: count, hangouts }: Sizes,
  sources: SampleSources,
): SampleCircle {
  const { bytes } = sources
  const families: SampleCircle['families'] = []
  const guardians: SampleCircle['guardians'] = []
  const kids: SampleCircle['kids'] = []
  for (let i = 0; i < count; i++) {
    const round = Math.floor(i / FIRST_NAMES.length)
    const initial = round === 0 ? '' : ` ${String.fromCharCode(64 + (round % 26 || 26))}.`
    const name = `${FIRST_NAMES[i % FIRST_NAMES.length]}${initial}`
    const familyId = prefixedId('fam', bytes())
    const guardianId = prefixedId('gua', bytes())
    families.push({ id: familyId, name: `${name}'s family`, countedOnly: false })
    guardians.push({
      id: guardianId,
      name: `${name}'s guardian`,
      familyId,
      organizer: i === 0,
      operator: number === 1 && i === Math.min(1, count - 1),
    })
    kids.push({ id: prefixedId('kid', bytes()), name, guardianIds: [guardianId] })
  }
  const ideas = TITLES.map((title) => ({
    id: newId(bytes()),
    title,
    costBand: 'free' as const,
    season: 'any' as const,
    place: 'either' as const,
    note: '',
  }))
  const people = { families, guardians, kids }
  return {
    house: 'A made-up PTA',
    id: prefixedId('cir', bytes()),
    name: `Circle ${number}`,
    zone: ZONE,
    orderSeed: newId(bytes()),
    ...people,
    hangouts: Array.from({ length: hangouts }, (_, i) => madeUpHangout(i, people, sources)),
    board: { ideas, kit: [] },
    boardOwners: [],
    votes: guardians.flatMap((guardian, i) => {
      const idea = ideas[i % ideas.length]
      return idea ? [{ ideaId: idea.id, guardianId: guardian.id }] : []
    }),
  }
}

type People = Pick<SampleCircle, 'families' | 'guardians' | 'kids'>

function madeUpHangout(
  i: number,
  { families, guardians, kids }: People,
  { now, bytes }: SampleSources,
): SampleHangout {
  const day = dayAfter(comingSaturday(now, ZONE), 7 * i)
  const hostFamily = families[i % families.length]
  const hosts = hostFamily ? [{ familyId: hostFamily.id, part: 'host' as const }] : []
  const slots: PlanState['slots'] = []
  for (const title of THINGS)
    slots.push({
      id: newId(bytes()),
      kind: 'bring',
      title,
      quantity: 2,
      unit: '',
      note: '',
      order: orderAfter(slots.map((slot) => slot.order)),
    })
  return {
    id: prefixedId('han', bytes()),
    wholeCircle: true,
    hosts,
    kidIds: kids.map((kid) => kid.id),
    answers: guardians.flatMap(({ id, familyId }, n) => {
      const kid = kids[n]
      return kid && n % 2 === 0 ? [{ kidId: kid.id, familyId, guardianId: id, answer: 'going' as const }] : []
    }),
    owners: slots.flatMap((slot) => hosts.map(({ familyId }) => ({ record: `slots/${slot.id}`, familyId }))),
    plan: {
      frame: {
        title: TITLES[i % TITLES.length] ?? 'Hangout',
        startsAt: `${day}T14:00`,
        endsAt: `${day}T16:00`,
        zone: ZONE,
        area: 'By the swings',
        costBand: 'free',
        rainPlan: '',
        state: 'sent',
        drawing: DRAWINGS[i % DRAWINGS.length] ?? 'lanterns',
      },
      about: 'Come as you are.',
      notes: '',
      needs: { nutFreeTable: false, twoAdultsStay: false, noGifts: false },
      timeline: [],
      slots,
      claims: [],
    },
    play: { picks: [], jobs: [], jobClaims: [], words: [] },
  }
}

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
