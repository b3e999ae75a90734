/**
 * A week in which everything secret is written once, each with a mark that stands nowhere else; and who may ever read
 * it, as the access matrix of SECURITY.md says. Everybody else must meet the mark nowhere.
 */
import { find } from '@sidegate/core/testing/room-12'
import { type Asking, send } from '../asking.ts'
import { giveEmail } from '../browser.ts'
import type { Stage, Who } from './cast.ts'

export interface Mark {
  what: string
  mark: string
  /** Who may meet it. */
  may: readonly Who[]
}

const CIRCLE: readonly Who[] = [
  'not on the list',
  'guest',
  'host',
  'co-host',
  'organizer',
  'organizer of yesterday',
  'safeguarding contact',
]
const HOSTS: readonly Who[] = ['host', 'co-host']
const ON_THE_LIST: readonly Who[] = [...HOSTS, 'guest', 'unconfirmed guest', 'unconfirmed host']

export const MARKS: Mark[] = [
  { what: 'an e-mail address', mark: 'markmaraaddress@example.org', may: ['guest'] },
  { what: 'a phone number', mark: '555 0142 897', may: ['guest'] },
  { what: 'an own line', mark: 'Markline would love to be asked', may: CIRCLE },
  { what: 'where a hangout is', mark: '42 Markaddress Lane', may: [...HOSTS, 'guest'] },
  { what: 'the plan of a small hangout', mark: 'Marktext about the small one', may: ON_THE_LIST },
  { what: 'the title of a small hangout', mark: 'Marktitle of the small one', may: ON_THE_LIST },
  { what: 'a draft', mark: 'Marktitle of the draft', may: HOSTS },
  {
    what: 'the plan of the whole circle’s hangout',
    mark: 'Marktext about the whole one',
    may: [...CIRCLE, ...ON_THE_LIST, 'unconfirmed organizer'],
  },
  { what: 'a kid who has not answered', mark: 'Markid', may: [...HOSTS, 'organizer'] },
  { what: 'that kid’s guardian', mark: 'Markdian', may: ['organizer'] },
  { what: 'who typed a name at the poster', mark: 'Marknocker', may: ['organizer', 'host'] },
  { what: 'their address', mark: 'markknocker@example.org', may: [] },
]

export const markOf = (what: string): string => {
  const found = MARKS.find((one) => one.what === what)
  if (!found) throw new Error(`no mark for ${what}`)
  return found.mark
}

/** Secret in the database, in its log and in its backups: sealed under the key of a family, a kid or a circle. */
export const SEALED = [
  'an e-mail address',
  'a phone number',
  'an own line',
  'where a hangout is',
  'a kid who has not answered',
  'that kid’s guardian',
  'who typed a name at the poster',
  'their address',
].map(markOf)

/** Everything is written by the people who may, through the doors that they use. */
export async function liveAWeek(stage: Stage): Promise<void> {
  const { house, as, small, whole, draft, posterToken } = stage
  const { room } = house
  const circle = `/api/circles/${room.id}`
  const theo = find(room.families, "Theo's family").id
  const console_ = `/api/admin/circles/${room.id}`
  const kid = (name: string) => find(room.kids, name).id
  const guardian = (name: string) => find(room.guardians, name).id

  await did(as('guest'), `${circle}/family/me`, {
    name: 'Mara',
    email: markOf('an e-mail address'),
    phone: `+1 ${markOf('a phone number')}`,
  })
  // As if the code that went there had been typed.
  await giveEmail(house, 'Mara', markOf('an e-mail address'))
  await did(as('guest'), `${circle}/family/own-line`, { text: `${markOf('an own line')}.` })
  await did(as('organizer'), `${console_}/families/${theo}`, { name: 'Number 22' })
  await did(as('organizer'), `${console_}/kids/${kid('Theo')}`, {
    name: markOf('a kid who has not answered'),
  })
  await did(as('organizer'), `${console_}/guardians/${guardian('Nikos')}`, {
    name: markOf('that kid’s guardian'),
  })

  const frame = { startsAt: '2026-12-05T14:00', endsAt: '2026-12-05T17:00', area: 'By the oak' }
  await did(as('host'), `/api/hangouts/${small}/frame`, {
    ...frame,
    title: markOf('the title of a small hangout'),
  })
  await did(as('host'), `/api/hangouts/${draft}/frame`, { ...frame, title: markOf('a draft') })
  await did(as('host'), `/api/hangouts/${small}/address`, { address: markOf('where a hangout is') })
  await did(as('guest'), `/api/hangouts/${small}/answers`, {
    answers: { [kid('Tessa')]: 'going', [kid('Leo')]: 'not-this-time' },
  })
  await did(as('guest'), `/api/hangouts/${small}/helps`, {
    kidId: kid('Tessa'),
    helps: ['ride', 'food-safe'],
  })
  await did(as('guest'), `/api/hangouts/${whole}/answers`, { answers: { [kid('Tessa')]: 'going' } })
  await did(as('organizer'), `/api/hangouts/${whole}/told`, {
    kidId: kid('Quinn'),
    familyId: find(room.families, "Quinn's family").id,
    answer: 'going',
  })
  await did({ url: house.url }, `/api/join/${posterToken}`, {
    kid: 'Luka',
    name: markOf('who typed a name at the poster'),
    email: markOf('their address'),
  })
  await did(as('organizer'), `${console_}/hand-outs`, { families: [theo] })
  await did(as('guest'), '/api/links', {})
  const lost = find(room.guardians, 'Carla').id
  await did(as('organizer'), `${console_}/guardians/${lost}/link`, { how: 'copied', everywhere: true })
}

async function did(who: Asking, path: string, body: unknown): Promise<void> {
  const { status, text } = await send(who, path, body)
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
}
