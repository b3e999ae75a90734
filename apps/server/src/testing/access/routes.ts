/**
 * Who gets past the door of each address of the API: the access matrix of SECURITY.md, row by row. An address without a
 * row fails the build, and so does a row without its address.
 */
import { find } from '@sidegate/core/testing/room-12'
import type { Row } from './ask-everybody.ts'
import { EVERYBODY, NOBODY, type Stage, UNCONFIRMED, type Who } from './cast.ts'

const but = (whos: readonly Who[], ...out: readonly (Who | readonly Who[])[]) => {
  const gone = new Set(out.flat())
  return whos.filter((who) => !gone.has(who))
}

const SIGNED_IN = but(EVERYBODY, NOBODY)
const CONFIRMED = but(SIGNED_IN, UNCONFIRMED)
const CIRCLE: readonly Who[] = [
  'not on the list',
  'guest',
  'host',
  'co-host',
  'organizer',
  'organizer of yesterday',
  'safeguarding contact',
]
/** Of `small`. */
const HOSTS: readonly Who[] = ['host', 'co-host']
const ON_THE_LIST: readonly Who[] = [...HOSTS, 'guest', 'unconfirmed guest', 'unconfirmed host']
const ORGANIZER: readonly Who[] = ['organizer']
const OPERATOR: readonly Who[] = ['operator']

const kid = ({ house }: Stage, name: string) => find(house.room.kids, name).id
const family = ({ house }: Stage, name: string) => find(house.room.families, name).id
const guardian = ({ house }: Stage, name: string) => find(house.room.guardians, name).id

const anybody: Row = { may: EVERYBODY }
const nobody: Row = { may: [], others: { status: 404, error: 'not-found' } }
/** Of one's own: each finds what is theirs and nobody else's. */
const own: Row = { may: CONFIRMED }
/** Shown within the hour. */
const ofOneself: Row = { may: but(CONFIRMED, 'organizer of yesterday'), yesterday: 'prove-again' }
const ofMara: Row = { may: ['guest'] }
/** There is no such thing, for anybody. */
const ofNobody: Row = { may: [], unconfirmed: 'not-found' }
const ofTheCircle: Row = { may: CIRCLE }
const ofHosts: Row = { may: HOSTS, unconfirmed: 'not-found' }
const ofOrganizer: Row = { may: ORGANIZER, unconfirmed: 'not-found', yesterday: 'prove-again' }
const ofOperator: Row = { may: OPERATOR, unconfirmed: 'not-found' }
const noSuchToken = () => ({ token: 'x'.repeat(43) })
const tessasFamily = (stage: Stage) => ({ familyId: family(stage, "Tessa's family") })
const named = () => ({ name: 'Noor' })

/** What goes away with a row stands at the end. */
export const ROUTES: Record<string, Row> = {
  'GET /livez': anybody,
  'GET /readyz': anybody,
  'GET /metrics': nobody,
  'GET /api/house': anybody,

  // What opens these is what one holds, not who one is.
  'POST /api/links/:token/open': { ...nobody, params: noSuchToken },
  'POST /api/setup/look': { ...nobody, body: noSuchToken },
  'POST /api/setup': {
    ...nobody,
    body: () => ({ ...noSuchToken(), name: 'Ours', zone: 'Europe/Berlin', language: 'en', operator: 'Noor' }),
  },
  'POST /api/codes': { ...anybody, body: () => ({ email: 'noor@example.org' }) },
  'POST /api/codes/check': { ...anybody, body: () => ({ code: '123456' }) },
  'POST /api/passkeys/sign-in/options': anybody,
  'POST /api/passkeys/sign-in': anybody,
  'GET /api/class-links/:token': { ...anybody, params: noSuchToken },
  'POST /api/join/:token': {
    ...anybody,
    params: ({ posterToken }) => ({ token: posterToken }),
    body: () => ({ kid: 'Luka', name: 'Noor' }),
  },
  'GET /api/waiting': anybody,
  'GET /api/waiting/live': { may: ['waiting'], others: { status: 404, error: 'not-found' } },
  'POST /api/waiting/enter': nobody,

  'GET /api/devices': own,
  'POST /api/devices/:id/confirm': { ...ofMara, params: ({ deviceOfMara: id }) => ({ id }) },
  'POST /api/devices/:id/end': { ...ofMara, params: ({ deviceOfMara: id }) => ({ id }) },
  'POST /api/links/:id/revoke': { ...ofMara, params: ({ linkOfMara: id }) => ({ id }) },
  'POST /api/links': own,
  'POST /api/passkeys/options': ofOneself,
  'POST /api/passkeys': ofOneself,
  'POST /api/passkeys/:id/remove': { may: [], params: () => ({ id: 'x' }) },
  'GET /api/session': { may: SIGNED_IN },
  'GET /api/visit': anybody,
  'GET /api/live': { may: SIGNED_IN },
  'GET /api/week': { may: SIGNED_IN },

  'GET /api/circles/:circleId': { may: [...CIRCLE, ...UNCONFIRMED] },
  'GET /api/circles/:circleId/family': ofTheCircle,
  'POST /api/circles/:circleId/family/own-line': {
    ...ofTheCircle,
    body: () => ({ text: 'We love company.' }),
  },
  'POST /api/circles/:circleId/family/own-line-again': ofTheCircle,
  'POST /api/circles/:circleId/family/own-line-back': ofTheCircle,
  'POST /api/circles/:circleId/family/me': {
    ...ofTheCircle,
    body: () => ({ name: 'Noor', email: '', phone: '' }),
  },
  'POST /api/circles/:circleId/family/me/code': {
    ...ofTheCircle,
    body: () => ({ code: '123456' }),
  },
  'POST /api/circles/:circleId/family/choices': {
    ...ofTheCircle,
    body: () => ({ language: 'en', mails: 'all' }),
  },
  'POST /api/circles/:circleId/family/counted': { ...ofTheCircle, body: () => ({ counted: 'no' }) },
  'POST /api/circles/:circleId/family/kids/:kidId': {
    may: ['guest'],
    params: (stage) => ({ kidId: kid(stage, 'Leo') }),
    body: named,
  },
  'POST /api/circles/:circleId/family/guardians': {
    ...ofTheCircle,
    body: () => ({ name: 'Noor', email: '' }),
  },
  'GET /api/circles/:circleId/waiting': ofTheCircle,
  'PUT /api/circles/:circleId/ideas/:ideaId/like': {
    ...ofTheCircle,
    params: ({ house }) => ({ ideaId: house.room.board.ideas[0]?.id ?? '' }),
    body: () => ({ liked: true }),
  },
  'POST /api/circles/:circleId/ideas/:ideaId/like': {
    ...ofTheCircle,
    params: ({ house }) => ({ ideaId: house.room.board.ideas[0]?.id ?? '' }),
    body: () => ({ liked: true }),
  },
  'POST /api/circles/:circleId/hangouts': {
    ...ofTheCircle,
    body: () => ({ title: 'Lanterns', startsAt: '2026-12-06T14:00', endsAt: '2026-12-06T16:00' }),
  },

  // All of these about `small`, on whose list are three kids.
  'GET /api/hangouts/:hangoutId': { may: ON_THE_LIST, unconfirmed: 'not-found' },
  'POST /api/hangouts/:hangoutId/answers': {
    may: ['guest', 'unconfirmed guest'],
    unconfirmed: 'not-found',
    body: (stage) => ({ answers: { [kid(stage, 'Tessa')]: 'going' } }),
  },
  'POST /api/hangouts/:hangoutId/helps': {
    may: ['guest'],
    unconfirmed: 'not-found',
    except: { 'unconfirmed guest': '403 confirm-first' },
    body: (stage) => ({ kidId: kid(stage, 'Tessa'), helps: ['ride'] }),
  },
  'GET /api/hangouts/:hangoutId/list': ofHosts,
  'POST /api/hangouts/:hangoutId/list': { ...ofHosts, body: () => ({ add: [], remove: [] }) },
  'POST /api/hangouts/:hangoutId/frame': {
    ...ofHosts,
    body: () => ({ title: 'Later', startsAt: '2026-12-06T14:00', endsAt: '2026-12-06T16:00', area: '' }),
  },
  'POST /api/hangouts/:hangoutId/address': { ...ofHosts, body: () => ({ address: '1 Elm Street' }) },
  'POST /api/hangouts/:hangoutId/send': ofHosts,
  'POST /api/hangouts/:hangoutId/cancel': { ...ofHosts, body: () => ({ off: false }) },
  'GET /api/hangouts/:hangoutId/history': { may: ON_THE_LIST, unconfirmed: 'not-found' },
  'POST /api/hangouts/:hangoutId/history/:changeId/undo': {
    ...ofNobody,
    params: () => ({ changeId: '999999' }),
  },
  'POST /api/hangouts/:hangoutId/restore-points': { ...ofHosts, body: () => ({ note: 'As it is' }) },
  'GET /api/hangouts/:hangoutId/restore-points/:pointId': { ...ofNobody, params: () => ({ pointId: 'x' }) },
  'POST /api/hangouts/:hangoutId/restore-points/:pointId/restore': {
    ...ofNobody,
    params: () => ({ pointId: 'x' }),
  },

  // These are about the one for the whole circle.
  'POST /api/hangouts/:hangoutId/class-link': {
    ...ofTheCircle,
    params: ({ whole }) => ({ hangoutId: whole }),
  },
  'POST /api/hangouts/:hangoutId/class-link/revoke': {
    may: HOSTS,
    params: ({ whole }) => ({ hangoutId: whole }),
  },
  'POST /api/hangouts/:hangoutId/told': {
    may: ORGANIZER,
    unconfirmed: 'not-found',
    params: ({ whole }) => ({ hangoutId: whole }),
    body: (stage) => ({
      kidId: kid(stage, 'Theo'),
      familyId: family(stage, "Theo's family"),
      answer: 'going',
    }),
  },

  'GET /api/admin/overview': {
    may: ['organizer', 'operator', "another circle's organizer"],
    unconfirmed: 'not-found',
    yesterday: 'prove-again',
  },
  'POST /api/admin/circles': {
    ...ofOperator,
    body: () => ({ name: 'Grade 4', zone: 'America/New_York', organizer: { name: 'Noor', email: '' } }),
  },
  'GET /api/admin/audit': ofOperator,
  'GET /api/admin/circles/:circleId': { ...ofOrganizer, may: ['organizer', 'operator'] },
  'GET /api/admin/circles/:circleId/people': ofOrganizer,
  'GET /api/admin/circles/:circleId/audit': ofOrganizer,
  'GET /api/admin/circles/:circleId/families/:familyId': { ...ofOrganizer, params: tessasFamily },
  'POST /api/admin/circles/:circleId/families': {
    ...ofOrganizer,
    body: () => ({ name: '', guardian: { name: 'Noor', email: '', phone: '' }, kids: ['Sami'] }),
  },
  'POST /api/admin/circles/:circleId/families/:familyId': {
    ...ofOrganizer,
    params: tessasFamily,
    body: () => ({ name: "Tessa's family" }),
  },
  'POST /api/admin/circles/:circleId/families/:familyId/guardians': {
    ...ofOrganizer,
    params: tessasFamily,
    body: () => ({ name: 'Noor', email: '', phone: '' }),
  },
  'POST /api/admin/circles/:circleId/families/:familyId/kids': {
    ...ofOrganizer,
    params: tessasFamily,
    body: named,
  },
  'POST /api/admin/circles/:circleId/guardians/:guardianId': {
    ...ofOrganizer,
    params: (stage) => ({ guardianId: guardian(stage, 'Joost') }),
    body: () => ({ name: 'Joost' }),
  },
  'POST /api/admin/circles/:circleId/kids/:kidId': {
    ...ofOrganizer,
    params: (stage) => ({ kidId: kid(stage, 'Tessa') }),
    body: () => ({ name: 'Tessa' }),
  },
  'POST /api/admin/circles/:circleId/guardians/:guardianId/roles': {
    ...ofOrganizer,
    params: (stage) => ({ guardianId: guardian(stage, 'Joost') }),
    body: () => ({ safeguarding: false }),
  },
  'POST /api/admin/circles/:circleId/guardians/:guardianId/email': {
    ...ofOrganizer,
    params: (stage) => ({ guardianId: guardian(stage, 'Joost') }),
    body: () => ({ email: 'joost@families.example' }),
  },
  'POST /api/admin/circles/:circleId/guardians/:guardianId/link': {
    ...ofOrganizer,
    params: (stage) => ({ guardianId: guardian(stage, 'Joost') }),
    body: () => ({ how: 'copied' }),
  },
  'POST /api/admin/circles/:circleId/import/read': ofOrganizer,
  'POST /api/admin/circles/:circleId/import/plan': ofOrganizer,
  'POST /api/admin/circles/:circleId/import/apply': ofOrganizer,
  'GET /api/admin/circles/:circleId/export.csv': ofOrganizer,
  'GET /api/admin/circles/:circleId/hand-outs': ofOrganizer,
  'POST /api/admin/circles/:circleId/hand-outs': ofOrganizer,
  'GET /api/admin/circles/:circleId/posters': ofOrganizer,
  'POST /api/admin/circles/:circleId/posters': ofOrganizer,
  'GET /api/admin/circles/:circleId/waiting': ofOrganizer,

  'GET /api/admin/house': ofOperator,
  'POST /api/admin/house': {
    ...ofOperator,
    body: () => ({ name: 'Lincoln Elementary PTA', zone: 'America/New_York', language: 'en' }),
  },
  'POST /api/admin/house/mail-test': ofOperator,

  // What these are about is gone afterwards, or the device is.
  'POST /api/circles/:circleId/waiting/:waitingId/not-us': {
    may: ['host'],
    params: ({ waitingId }) => ({ waitingId }),
  },
  'POST /api/circles/:circleId/waiting/:waitingId/let-in': {
    may: ['host'],
    params: ({ waitingId }) => ({ waitingId }),
  },
  'POST /api/admin/circles/:circleId/waiting/:waitingId/turn-away': {
    ...ofOrganizer,
    params: ({ waitingId }) => ({ waitingId }),
  },
  'POST /api/admin/circles/:circleId/waiting/:waitingId/let-in': {
    ...ofOrganizer,
    params: ({ waitingId }) => ({ waitingId }),
    body: () => ({ admission: { as: 'new-family', kid: 'Luka' } }),
  },
  'POST /api/admin/circles/:circleId/posters/:posterId/revoke': {
    ...ofOrganizer,
    params: ({ posterId }) => ({ posterId }),
  },
  'POST /api/admin/circles/:circleId/kids/:kidId/guardians/:guardianId': {
    ...ofOrganizer,
    params: (stage) => ({ kidId: kid(stage, 'Leo'), guardianId: guardian(stage, 'Keiko') }),
  },
  'POST /api/admin/circles/:circleId/kids/:kidId/guardians/:guardianId/end': {
    ...ofOrganizer,
    params: (stage) => ({ kidId: kid(stage, 'Leo'), guardianId: guardian(stage, 'Keiko') }),
  },
  'POST /api/admin/circles/:circleId/guardians/:guardianId/remove': {
    ...ofOrganizer,
    params: (stage) => ({ guardianId: guardian(stage, 'Joost') }),
  },
  'POST /api/admin/circles/:circleId/families/:familyId/remove': {
    ...ofOrganizer,
    params: (stage) => ({ familyId: family(stage, "Theo's family") }),
  },
  'POST /api/devices/others/end': own,
  'POST /api/session/not-me': { may: SIGNED_IN },
  'POST /api/session/end': { may: SIGNED_IN },
  'POST /api/circles/:circleId/leave': { ...ofTheCircle, body: () => ({ sure: 'yes' }) },
}
