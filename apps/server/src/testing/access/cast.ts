/**
 * Everybody who might ask, towards Room 12: one device each. `small` is a hangout that Luka's family holds with
 * Santiago's for three kids, so that there are families in the circle who must find no trace of it (house rule 3).
 */
import { find } from '@sidegate/core/testing/room-12'
import type { Config } from '../../config.ts'
import { hashToken, newSessionId, newToken } from '../../store/tokens.ts'
import { type Asking, send, submit } from '../asking.ts'
import { type House, startHouse } from '../house.ts'

export const CAST = {
  stranger: null,
  /** Its device was signed out from afar. */
  'signed out': 'Meera',
  'ex-member': 'Chidi',
  /** Typed a name at the poster; has a cookie of the waiting room alone. */
  waiting: null,
  /** In the circle, and not on the list of `small`. */
  'not on the list': 'Keiko',
  guest: 'Mara',
  host: 'Jelena',
  'co-host': 'Rafael',
  organizer: 'Grace',
  /** Powers count for twelve hours. */
  'organizer of yesterday': 'Harper',
  'safeguarding contact': 'Selma',
  /** Runs the installation, has no family in any class. */
  operator: 'Olga',
  'other circle': "Bilal's guardian",
  "another circle's organizer": "Ada's guardian",
  'unconfirmed guest': 'Mara',
  'unconfirmed host': 'Jelena',
  'unconfirmed organizer': 'Grace',
} as const

export type Who = keyof typeof CAST
export const EVERYBODY = Object.keys(CAST) as Who[]

/** Nobody who is asked for has a session. */
export const NOBODY: readonly Who[] = ['stranger', 'signed out', 'ex-member', 'waiting']
export const UNCONFIRMED: readonly Who[] = ['unconfirmed guest', 'unconfirmed host', 'unconfirmed organizer']

export interface Stage {
  house: House
  as: (who: Who) => Asking
  /** Sent, to three kids. */
  small: string
  /** Sent, to the whole circle. */
  whole: string
  /** Its hosts' alone. */
  draft: string
  /** Of the circle: `/join/<token>`. */
  posterToken: string
  posterId: string
  /** Of who typed Luka's name at it. */
  waitingId: string
  /** A further device of Mara's, and a link of hers. */
  deviceOfMara: string
  linkOfMara: string
  /** Somebody types Luka's name at the poster. */
  somebodyWaits(): Promise<void>
  /** Everybody has a fresh device: what one row ended, the next one finds again. */
  enterAll(): Promise<void>
  stop(): Promise<void>
}

const LISTED = ['Tessa', 'Leo', 'Malik']
const MINUTE = 61_000
const YESTERDAY = 13 * 60 * 60 * 1000

export async function openStage(change: Partial<Config> = {}): Promise<Stage> {
  // Passkeys want a host that has a name.
  const house = await startHouse({ host: 'localhost', linkOpeningsPerMinute: 1_000_000, ...change })
  const { store, room, other, clock } = house
  const { db } = store.sqlite
  const guardianOf = (name: string) => find([...room.guardians, ...other.guardians], name).id
  const byServer = { guardianId: null, part: 'server' } as const
  await db.updateTable('guardians').set({ safeguarding: 1 }).where('id', '=', guardianOf('Selma')).execute()
  await db.updateTable('guardians').set({ organizer: 1 }).where('id', '=', guardianOf('Harper')).execute()
  const operator = await db
    .transaction()
    .execute((trx) => store.setup.addOperator(trx, 'Olga', byServer, clock.now))

  const askings = new Map<Who, Asking>()
  async function enter(who: Who, name: string): Promise<string> {
    const token = newToken()
    const id = newSessionId()
    await store.sessions.open({
      id,
      tokenHash: hashToken(token),
      guardianId: name === 'Olga' ? operator : guardianOf(name),
      at: who === 'organizer of yesterday' ? clock.now - YESTERDAY : clock.now,
      level: UNCONFIRMED.includes(who) ? 'answers' : 'full',
    })
    askings.set(who, { url: house.url, token })
    return id
  }
  const stage: Stage = {
    house,
    as: (who) => askings.get(who) ?? { url: house.url },
    small: '',
    whole: house.hangoutId,
    draft: '',
    posterToken: '',
    posterId: '',
    waitingId: '',
    deviceOfMara: '',
    linkOfMara: '',
    async enterAll() {
      // What a minute allows is allowed again.
      clock.now += MINUTE
      for (const [who, name] of Object.entries(CAST) as [Who, string | null][]) {
        if (name === null) continue
        const id = await enter(who, name)
        if (who === 'signed out') await store.sessions.end(id, clock.now)
        if (who === 'unconfirmed guest') stage.deviceOfMara = id
      }
      const token = await house.linkFor('Mara')
      const link = db.selectFrom('personal_links').select('id').where('token_hash', '=', hashToken(token))
      stage.linkOfMara = (await link.executeTakeFirstOrThrow()).id
    },
    async somebodyWaits() {
      const typed = { kid: 'Luka', name: 'Nobody' }
      const asked = await submit({ url: house.url }, `/api/join/${stage.posterToken}`, typed)
      const cookies = asked.headers.getSetCookie().map((one) => one.split(';', 1)[0])
      askings.set('waiting', { url: house.url, cookie: cookies.join('; ') })
      const latest = db.selectFrom('waiting').select('id').orderBy('made_at', 'desc')
      stage.waitingId = (await latest.executeTakeFirstOrThrow()).id
    },
    stop: () => house.stop(),
  }
  await stage.enterAll()

  stage.small = await makeHangout(stage.as('host'), room.id, 'A few for lanterns')
  stage.draft = await makeHangout(stage.as('host'), room.id, 'Not sent yet')
  const coHost = { family_id: find(room.families, "Santiago's family").id, part: 'co-host' } as const
  for (const hangout_id of [stage.small, stage.draft])
    await db
      .insertInto('hangout_hosts')
      .values({ ...coHost, hangout_id })
      .execute()
  const remove = room.kids.filter(({ name }) => !LISTED.includes(name)).map(({ id }) => id)
  await done(send(stage.as('host'), `/api/hangouts/${stage.small}/list`, { add: [], remove }))
  await done(send(stage.as('host'), `/api/hangouts/${stage.small}/send`, {}))

  const poster = await done(send(stage.as('organizer'), `/api/admin/circles/${room.id}/posters`, {}))
  stage.posterToken = poster.json.link.slice(poster.json.link.lastIndexOf('/') + 1)
  stage.posterId = poster.json.id
  await stage.somebodyWaits()

  await store.leaving.end({ guardianIds: [guardianOf(CAST['ex-member'])], by: byServer, at: clock.now })
  return stage
}

async function makeHangout(host: Asking, circleId: string, title: string): Promise<string> {
  const times = { startsAt: '2026-12-05T14:00', endsAt: '2026-12-05T17:00' }
  const made = await done(send(host, `/api/circles/${circleId}/hangouts`, { title, ...times }))
  return made.json.id
}

async function done(asked: ReturnType<typeof send>) {
  const answer = await asked
  if (answer.status !== 200) throw new Error(`not done: ${answer.status} ${answer.text}`)
  return answer
}
