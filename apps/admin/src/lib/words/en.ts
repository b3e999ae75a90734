import { auditEn } from './audit-en.ts'
import { circleEn, proofEn } from './circle-en.ts'
import { handOutsEn } from './hand-outs-en.ts'
import { houseEn } from './house-en.ts'
import { importEn } from './import-en.ts'
import { peopleEn } from './people-en.ts'
import { setupEn } from './setup-en.ts'
import { waitingEn } from './waiting-en.ts'

/** Every word on the console's screens. A sentence with a number in it is a function. */
export const en = {
  slips: handOutsEn,
  importing: importEn,
  waitingRoom: waitingEn,
  setup: setupEn,
  house: houseEn,
  zoneNow: (zone: string, time: string) => `${zone}, where it is ${time}`,
  zoneHint: 'A city near you, such as New York',
  language: 'Language',
  skip: 'Skip to the content',
  menu: 'Menu',
  console: 'Console',
  overview: 'Overview',
  circles: 'Circles',
  toStart: 'To the hangouts',
  signOut: 'Sign out',
  close: 'Close',
  toLookAt: 'To look at',
  nothingToLookAt: 'nothing',
  waitingCount: (waiting: number) => (waiting === 1 ? '1 at the door' : `${waiting} at the door`),
  faultCount: (faults: number) => (faults === 1 ? '1 mail came back' : `${faults} mails came back`),
  careCount: (things: number) => (things === 1 ? '1 thing below' : `${things} things below`),
  handOuts: 'Hand-outs',
  houseAudit: 'History',

  proof: proofEn,
  circleWords: circleEn,
  people: peopleEn,
  audit: auditEn,

  loading: 'Loading',
  nothingTitle: 'There is nothing here',
  nothingText: 'The address may be mistyped, or what was here is gone.',
  nothingWayOn: 'Go to the start',
  failedTitle: 'This did not load',
  failedUnreachable: 'Sidegate could not be reached. Check the connection, then try again.',
  failedFault: 'Something went wrong on our side. Trying again often helps.',
  retry: 'Try again',
  stale: (time: string) => `No connection. You are looking at ${time}.`,

  familiesIn: 'Families in',
  ofFamilies: (families: number) => `of ${families}`,
  inOf: (familiesIn: number, families: number) => `${familiesIn} of ${families}`,
  hangoutsAhead: 'Hangouts ahead',
  hereNow: 'Here now',
  live: (editing: number) => `${editing} live`,
  circle: 'Circle',
  nextHangout: 'Next hangout',
  host: 'Host',
  noneYet: 'none yet',
  noCirclesTitle: 'No circles yet',
  noCirclesText: 'A circle is a class or a team. Make the first one, then bring in its class list.',
  findCircle: 'Find a circle',
  noCircleFound: (sought: string) => `No circle is called “${sought}”.`,

  careTitle: 'To see to',
  readOnlyCount: (documents: number) =>
    documents === 1 ? '1 plan can only be read' : `${documents} plans can only be read`,
  readOnlyWhat:
    'Part of what is stored is damaged. What was whole last can still be read by everyone who could before; if nothing was, it does not open. Nothing new is written over it. Everything else goes on as usual.',
  readOnlyDo:
    'On the server, “sidegate doctor” says what is damaged. If the disk is failing, move the data folder to another one. “sidegate restore” takes the whole house back to a backup. This goes away by itself once all is whole again.',
  documentKind: { plan: 'Plan', play: 'Kids’ plan', board: 'Idea board' },
  since: (when: string) => `since ${when}`,
  diskLow: (percent: string, free: string) => `The disk has ${percent} left (${free})`,
  diskNearlyFull: (free: string) => `The disk is nearly full: ${free} left`,
  diskDo:
    'When it is full, nothing more can be saved; reading goes on. Make room, or move the data folder to a larger disk.',
  notSaving: 'Nothing can be saved just now',
  notSavingDo:
    'The data folder takes no writes: the disk is full, or may only be read. Plans can be read, and what people write waits on their phones.',
  canOnlyBeRead: 'Can only be read',
  canOnlyBeReadWhy: 'Part of it is damaged. Whoever runs Sidegate for you sees it, too.',

  zone: (zone: string) => `Times are in ${zone}.`,
  wholeCircleHangouts: 'Hangouts for the whole circle',
  noHangouts: 'Nothing is planned for the whole circle yet.',
  planSomething: 'Plan something',
  nextPeople:
    'No kid is in this circle yet. Bring in the class list as you have it, or add families one by one.',
  nextWaysIn: (families: number) =>
    `${families === 1 ? '1 family is' : `${families} families are`} not reached yet. Print a slip for each guardian, or copy a link.`,
  hosted: (host: string) => `Host: ${host}`,
  state: {
    draft: 'Draft',
    sent: 'Invited',
    on: 'On',
    'rain-plan': 'Rain plan',
    off: 'Called off',
    over: 'Over',
  },
  families: 'Families',
}

export type Words = typeof en
