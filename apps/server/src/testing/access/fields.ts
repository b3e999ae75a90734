/**
 * Which fields each projection holds, and for whom: what stands under `all` every one of those who may ask may read, the
 * rest only who is named. A field that isn't here fails the build, whoever got it.
 */
import type { Who } from './cast.ts'

export interface FieldsOf {
  all: string
  only?: { who: readonly Who[]; fields: string }[]
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

export const FIELDS: Record<string, FieldsOf> = {
  'GET /livez': {
    all: `
      alive lag`,
  },
  'GET /readyz': {
    all: `
      ready degraded`,
  },
  'GET /api/house': {
    all: `
      name installation language zone setUp mail passkeys`,
  },
  'GET /api/class-links/:token': {
    all: `
      house`,
  },
  'GET /api/waiting': {
    all: `
      state`,
  },
  'GET /api/devices': {
    all: `
      devices[].id devices[].label devices[].openedAt devices[].lastSeenAt devices[].level
      devices[].current`,
    only: [
      {
        who: ['guest', 'host', 'organizer'],
        fields: `
          devices[].mark`,
      },
      {
        who: ['guest'],
        fields: `
          links[].id links[].guardianId links[].how links[].createdAt`,
      },
    ],
  },
  'GET /api/session': {
    all: `
      guardian.id guardian.name guardian.familyId operator confirmed ways.code ways.passkey
      ways.device passkeyOffer house.name installation`,
    only: [
      {
        who: [
          'not on the list',
          'guest',
          'host',
          'co-host',
          'organizer',
          'organizer of yesterday',
          'safeguarding contact',
          'other circle',
          "another circle's organizer",
          'unconfirmed guest',
          'unconfirmed host',
          'unconfirmed organizer',
        ],
        fields: `
          circles[].id circles[].name circles[].role circles[].guardianId circles[].confirmed`,
      },
      {
        who: ['unconfirmed guest', 'unconfirmed host', 'unconfirmed organizer'],
        fields: `
          mark`,
      },
    ],
  },
  'GET /api/visit': {
    all: `
      installation`,
    only: [
      {
        who: ['signed out', 'ex-member'],
        fields: `
          ended[]`,
      },
      {
        who: [
          'not on the list',
          'guest',
          'host',
          'co-host',
          'organizer',
          'organizer of yesterday',
          'safeguarding contact',
          'operator',
          'other circle',
          "another circle's organizer",
          'unconfirmed guest',
          'unconfirmed host',
          'unconfirmed organizer',
        ],
        fields: `
          guardianIds[]`,
      },
    ],
  },
  'GET /api/week': {
    all: `
      house installation now`,
    only: [
      {
        who: [
          'not on the list',
          'guest',
          'host',
          'co-host',
          'organizer',
          'organizer of yesterday',
          'safeguarding contact',
          'other circle',
          "another circle's organizer",
          'unconfirmed guest',
          'unconfirmed host',
          'unconfirmed organizer',
        ],
        fields: `
          circles[].circle.id circles[].circle.name circles[].circle.role
          circles[].me.guardianId circles[].me.familyId circles[].hangouts[].id
          circles[].hangouts[].title circles[].hangouts[].startsAt circles[].hangouts[].endsAt
          circles[].hangouts[].zone circles[].hangouts[].area circles[].hangouts[].costBand
          circles[].hangouts[].state circles[].hangouts[].drawing circles[].hangouts[].host
          circles[].hangouts[].wholeCircle circles[].hangouts[].mine[].kidId
          circles[].hangouts[].mine[].name circles[].hangouts[].waits`,
      },
      {
        who: [
          'not on the list',
          'guest',
          'host',
          'co-host',
          'organizer',
          'organizer of yesterday',
          'safeguarding contact',
          "another circle's organizer",
          'unconfirmed guest',
          'unconfirmed host',
          'unconfirmed organizer',
        ],
        fields: `
          circles[].hangouts[].mine[].answer`,
      },
    ],
  },
  'GET /api/circles/:circleId': {
    all: `
      id name house zone role me.guardianId me.familyId me.confirmed board hangouts[].id
      hangouts[].title hangouts[].startsAt hangouts[].endsAt hangouts[].zone hangouts[].area
      hangouts[].costBand hangouts[].state hangouts[].drawing hangouts[].host
      hangouts[].wholeCircle hangouts[].mine[].kidId hangouts[].mine[].name
      hangouts[].mine[].answer ideas[].id ideas[].title ideas[].costBand ideas[].season
      ideas[].place ideas[].note order[]`,
    only: [
      {
        who: CIRCLE,
        fields: `
          saying[].familyId saying[].family saying[].text saying[].saidAt`,
      },
      {
        who: [
          'not on the list',
          'guest',
          'host',
          'co-host',
          'organizer',
          'safeguarding contact',
          'unconfirmed guest',
          'unconfirmed host',
          'unconfirmed organizer',
        ],
        fields: `
          liked[]`,
      },
      {
        who: ['not on the list', 'guest', 'organizer', 'unconfirmed guest', 'unconfirmed organizer'],
        fields: `
          ownRecords[]`,
      },
    ],
  },
  'GET /api/circles/:circleId/family': {
    all: `
      house installation circle.id circle.name circle.zone me.guardianId me.familyId family.id
      family.name family.countedOnly guardians[].id guardians[].name guardians[].joined
      guardians[].me kids[].id kids[].name you.name you.email you.asked you.phone you.mails you.language
      mail leaving.isLast leaving.isHosting leaving.isLastOrganizer leaving.isLastOperator`,
    only: [
      {
        who: ['guest'],
        fields: `
          line.text line.saidAt line.fadesAt line.faded`,
      },
      {
        who: ['guest', 'organizer of yesterday'],
        fields: `
          audit[].id audit[].at audit[].act audit[].by.part audit[].by.name`,
      },
      {
        who: ['guest', 'co-host'],
        fields: `
          leaving.others[]`,
      },
      {
        who: ['organizer of yesterday'],
        fields: `
          audit[].about`,
      },
    ],
  },
  'GET /api/circles/:circleId/waiting': {
    all: `
      asking[].id asking[].kid asking[].name`,
  },
  'GET /api/hangouts/:hangoutId': {
    all: `
      id circle.id circle.name house installation me.guardianId me.familyId me.name me.confirmed
      part plan play zone now card.id card.title card.startsAt card.endsAt card.zone card.area
      card.costBand card.state card.drawing card.host card.wholeCircle card.mine[].kidId
      card.mine[].name card.mine[].answer content.frame.title content.frame.startsAt
      content.frame.endsAt content.frame.zone content.frame.area content.frame.costBand
      content.frame.rainPlan content.frame.state content.frame.drawing content.about
      content.timeline[].id content.timeline[].at content.timeline[].title
      content.timeline[].order content.needs.nutFreeTable content.needs.twoAdultsStay
      content.needs.noGifts content.slots[].id content.slots[].kind content.slots[].title
      content.slots[].quantity content.slots[].unit content.slots[].order content.slots[].note
      content.claims[].slotId content.claims[].familyId content.claims[].quantity
      content.claims[].note content.notes families[].id families[].name coming[].id
      coming[].name comingMore mine[].kidId mine[].name mine[].answer ways[]`,
    only: [
      {
        who: CIRCLE,
        fields: `
          homeOnly[].kidId`,
      },
      {
        who: ['guest', 'host', 'co-host'],
        fields: `
          address.text`,
      },
      {
        who: ['guest', 'host', 'co-host', 'unconfirmed guest', 'unconfirmed host'],
        fields: `
          address.why`,
      },
      {
        who: ['guest'],
        fields: `
          homeOnly[].helps[]`,
      },
      {
        who: HOSTS,
        fields: `
          answers.notThisTime[].id answers.notThisTime[].name answers.unanswered[].id
          answers.unanswered[].name answers.helps[].id answers.helps[].name
          answers.helps[].helps[] answers.maybe[].id answers.maybe[].name answers.told[].id
          answers.told[].name answers.told[].by`,
      },
      {
        who: ['host', 'unconfirmed host'],
        fields: `
          ownRecords[]`,
      },
      {
        who: ['organizer of yesterday'],
        fields: `
          homeOnly[].toldBy`,
      },
    ],
  },
  'GET /api/hangouts/:hangoutId/list': {
    all: `
      id title state startsAt endsAt zone drawing wholeCircle circle.id circle.name house
      me.guardianId kids[].id kids[].name kids[].listed`,
  },
  'GET /api/hangouts/:hangoutId/history': {
    all: `
      changes[].id changes[].at changes[].who.name changes[].who.you changes[].path
      changes[].what changes[].before changes[].after changes[].undo`,
    only: [
      {
        who: HOSTS,
        fields: `
          points[].id points[].at points[].reason`,
      },
    ],
  },
  'GET /api/admin/overview': {
    all: `
      house operator toLookAt.waiting toLookAt.faults totals.familiesIn totals.families
      totals.hangoutsAhead totals.editing circles[].id circles[].name circles[].mine
      circles[].familiesIn circles[].families circles[].next.title circles[].next.startsAt
      circles[].next.zone circles[].next.host circles[].editing`,
    only: [
      {
        who: ['operator'],
        fields: `
          care.isSaving`,
      },
    ],
  },
  'GET /api/admin/audit': {
    all: `
      lines[].id lines[].at lines[].act lines[].by.part lines[].circle.id lines[].circle.name
      lines[].family.id lines[].guardian.id lines[].guardian.name lines[].detail.role`,
  },
  'GET /api/admin/circles/:circleId': {
    all: `
      id name zone mine counts.families counts.familiesIn counts.kids counts.notReached
      counts.faults waiting hangouts[].id hangouts[].title hangouts[].startsAt hangouts[].endsAt
      hangouts[].zone hangouts[].host hangouts[].state hangouts[].editing hangouts[].readOnly`,
  },
  'GET /api/admin/circles/:circleId/people': {
    all: `
      families[].id families[].name families[].reached families[].kids[].id
      families[].kids[].name families[].kids[].guardians[].id families[].kids[].guardians[].name
      families[].kids[].guardians[].familyId families[].guardians[].id
      families[].guardians[].name families[].guardians[].organizer
      families[].guardians[].safeguarding families[].guardians[].operator
      families[].guardians[].reached families[].guardians[].mailFault
      families[].guardians[].email families[].guardians[].phone found more`,
  },
  'GET /api/admin/circles/:circleId/audit': {
    all: `
      lines[].id lines[].at lines[].act lines[].by.part lines[].by.guardian.id
      lines[].by.guardian.name lines[].circle.id lines[].family.id lines[].family.name
      lines[].guardian.id lines[].guardian.name lines[].detail.how lines[].detail.families
      lines[].detail.guardians lines[].kid.id lines[].kid.name lines[].hangout.id
      lines[].hangout.name lines[].detail.poster lines[].detail.expiresAt lines[].detail.cap
      lines[].detail.everywhere`,
  },
  'GET /api/admin/circles/:circleId/families/:familyId': {
    all: `
      id name reached kids[].id kids[].name kids[].guardians[].id kids[].guardians[].name
      kids[].guardians[].familyId guardians[].id guardians[].name guardians[].organizer
      guardians[].safeguarding guardians[].operator guardians[].reached guardians[].mailFault
      guardians[].email guardians[].phone`,
  },
  'GET /api/admin/circles/:circleId/hand-outs': {
    all: `
      language families[].id families[].name families[].kids[] families[].guardians
      families[].in hangouts[].id hangouts[].title hangouts[].startsAt hangouts[].endsAt`,
  },
  'GET /api/admin/circles/:circleId/posters': {
    all: `
      posters[].id posters[].madeAt posters[].expiresAt posters[].uses posters[].cap
      posters[].state`,
  },
  'GET /api/admin/circles/:circleId/waiting': {
    all: `
      asking[].id asking[].kid asking[].name asking[].madeAt asking[].likely[] asking[].email
      families[].id families[].name families[].kids[].id families[].kids[].name
      families[].guardians[].id families[].guardians[].name families[].guardians[].in`,
  },
  'GET /api/admin/house': {
    all: `
      installation settings.name settings.zone settings.language now disk.free disk.size
      address.publicUrl address.isTrustworthy address.trustProxy address.seen.hops
      address.seen.host mail.from mail.waiting
      mail.failed mail.bounced mail.lastSentAt`,
  },
}
