import type { AuditAct } from '@sidegate/core/audit'

/** A line of the audit, its people put in words already. */
export interface Deed {
  who: string
  guardian: string
  kid: string
  family: string
  circle: string
  hangout: string
  /** Words of our own beside it: a role, a way, a count. */
  detail: Record<string, string | number | boolean | null>
}

const roles: Record<string, string> = {
  organizer: 'organizer',
  safeguarding: 'safeguarding contact',
  operator: 'operator',
}
const ways: Record<string, string> = {
  copied: 'to copy',
  mailed: 'by mail',
  printed: 'on paper',
  own: 'for another device',
}

export const auditEn = {
  title: 'Audit',
  what: 'Who did what to whom in this circle. Lines are added, never changed, and kept for a year. Families read the lines about themselves on their own page.',
  whatHouse:
    'What was done to this house, and by those who run it. People of circles stand here by their ids alone.',
  none: 'Nothing has been done yet.',
  more: 'Show earlier lines',
  newer: 'There are newer lines. Show them',
  allShown: 'This is the beginning.',
  table: 'Lines of the audit',
  when: 'When',
  deed: 'What was done',
  house: 'The house',
  commandLine: 'The server',
  somebody: 'Somebody who is no longer here',
  operator: 'An operator',
  unknown: (id: string) => `${id.slice(0, 10)}…`,
  acts: {
    'house-set-up': ({ who }) => `${who} set up the house`,
    'house-named': ({ who }) => `${who} changed the name or the settings of the house`,
    'circle-made': ({ who, circle }) =>
      circle ? `${who} made the circle ${circle}` : `${who} made this circle`,
    'link-issued': ({ who, guardian, detail }) =>
      `${who} made a fresh link for ${guardian}${ways[String(detail.how)] ? ` (${ways[String(detail.how)]})` : ''}${detail.everywhere ? ', and signed them out everywhere' : ''}`,
    'link-revoked': ({ who, guardian }) => `${who} ended a link of ${guardian}`,
    'device-confirmed': ({ who }) => `${who} confirmed a device`,
    'device-ended': ({ who }) => `${who} signed a device out`,
    'passkey-added': ({ who }) => `${who} added a passkey`,
    'passkey-removed': ({ who }) => `${who} took a passkey away`,
    'email-changed': ({ who, guardian }) => `${who} changed the e-mail address of ${guardian}`,
    'role-given': ({ who, guardian, detail }) =>
      `${who} made ${guardian} ${roles[String(detail.role)] ?? 'something more'}`,
    'role-taken': ({ who, guardian, detail }) =>
      `${who} ended the role of ${guardian} as ${roles[String(detail.role)] ?? 'something more'}`,
    'list-imported': ({ who }) => `${who} imported a class list`,
    'list-exported': ({ who }) => `${who} exported the class list`,
    'hand-outs-printed': ({ who }) => `${who} made hand-outs with fresh links`,
    'poster-made': ({ who }) => `${who} made a poster`,
    'poster-revoked': ({ who }) => `${who} ended a poster`,
    'let-in': ({ who, guardian }) => `${who} let ${guardian} in from the waiting room`,
    'turned-away': ({ who }) => `${who} turned somebody in the waiting room away`,
    'guardian-added': ({ who, guardian, family }) => `${who} added ${guardian} to ${family}`,
    'kid-added': ({ who, kid, family }) => `${who} added ${kid} to ${family}`,
    'kid-linked': ({ who, guardian, kid }) => `${who} linked ${guardian} to ${kid}`,
    'name-corrected': ({ who, kid, guardian, family }) =>
      `${who} corrected the name of ${kid || guardian || family}`,
    'kid-link-ended': ({ who, guardian, kid }) => `${who} ended the link between ${guardian} and ${kid}`,
    'guardian-left': ({ who }) => `${who} left the circle`,
    'guardian-removed': ({ who, guardian }) => `${who} removed ${guardian} from the circle`,
    'answer-told': ({ who, kid, family, hangout }) =>
      `${who} entered an answer that ${family} gave in person for ${kid}${hangout ? ` (${hangout})` : ''}`,
    'mail-tested': ({ who }) => `${who} tried out the mail`,
    'keys-rotated': ({ who }) => `${who} changed the keys that names are sealed with`,
  } satisfies Record<AuditAct, (deed: Deed) => string> as Record<AuditAct, (deed: Deed) => string>,
}
export type AuditWords = typeof auditEn
