/** Words of the people of a circle. */
export const peopleEn = {
  title: 'People',
  find: 'Find a family',
  findHint: 'By the name of a kid, a guardian or the family',
  show: 'Show',
  all: 'All',
  reached: { in: 'In', invited: 'Invited', fault: 'Mail came back', 'no-link': 'No link yet' },
  reachedWhy: {
    in: 'Has opened a link of their own.',
    invited: 'Has a link and has not opened it yet.',
    fault: 'The mail with the link came back. Copy a fresh link, or check the address.',
    'no-link': 'Has no link yet. Copy one, or print hand-outs.',
  },
  mailFault: 'The last mail came back',
  found: (found: number) => (found === 1 ? '1 family' : `${found} families`),
  noneFound: 'No family fits that.',
  none: 'Nobody is in this circle yet. Import a class list, or add a family by hand.',
  showMore: 'Show more',
  newcomers: (count: number) =>
    count === 1 ? '1 family is new. Show it' : `${count} families are new. Show them`,
  gone: 'No longer in this circle, or not of this kind',
  moreShown: (shown: number, found: number) => `${shown} of ${found} families are shown`,
  open: (name: string) => `Open ${name}`,
  addFamily: 'Add a family',
  importList: 'Import a class list',
  twoHomes: 'two homes',
  organizer: 'Organizer',
  safeguarding: 'Safeguarding contact',
  noContact: 'no contact',
  guardians: 'Guardians',
  kids: 'Kids',
  noKids: 'No kid yet.',

  freshLink: 'Fresh link',
  freshLinkOf: (name: string) => `Fresh link for ${name}`,
  freshLinkWhy: (name: string) =>
    `A link is ${name}’s own way in: whoever has it comes in as ${name}. Earlier links that nobody has used end with it; devices that are in stay in.`,
  linkEverywhere: 'Sign out everywhere first',
  linkEverywhereWhat: (name: string) =>
    `For a lost phone, or when somebody else came in as ${name}: all devices, passkeys and links of ${name} in this circle end, and the fresh link is the way back in. Made to copy, it also stops codes by mail until the address is confirmed again.`,
  copyLink: 'Make a link to copy',
  mailLink: 'Send it by mail',
  noMailFor: (name: string) =>
    `There is no e-mail address of ${name}, so a link can only be copied or printed.`,
  linkOf: (name: string) => `The link of ${name}`,
  linkOnce: 'It is shown this once and kept nowhere. Hand it to nobody else.',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Copying did not work. Mark the link and copy it by hand.',
  linkMailed: (name: string) => `A link is on its way to ${name} by mail.`,

  correct: 'Correct',
  correctName: (name: string) => `Correct the name ${name}`,
  name: 'Name',
  familyName: 'Name of the family',
  familyNameHint: 'Left empty, it is called after its kids.',
  save: 'Save',
  saved: 'Saved',
  cancel: 'Cancel',
  back: 'Back',

  correctEmail: 'E-mail address',
  correctEmailOf: (name: string) => `E-mail address of ${name}`,
  correctEmailWhy: 'Once they are in, the address is theirs to change.',

  roles: 'Roles',
  rolesOf: (name: string) => `Roles of ${name}`,
  organizerWhat:
    'Brings people in, hands out links, sees who is in this circle. Reads no plan, answer or wish by that.',
  safeguardingWhat:
    'Is written to when somebody reports a private conversation, and reads the reported messages only.',
  lastOrganizer: 'A circle needs an organizer. Give somebody else this role first.',
  rolesSaved: (name: string) => `The roles of ${name} are changed.`,

  endLink: (guardian: string) => `End ${guardian}’s link`,
  endLinkTitle: (guardian: string, kid: string) => `End the link between ${guardian} and ${kid}?`,
  endLinkWhat: (guardian: string, kid: string) =>
    `${guardian} no longer sees or answers anything for ${kid}, within a second. Nobody is told, in neither home; only the organizers’ audit has a line. An answer that this home gave for ${kid} to something ahead goes with it, unless somebody else there answers for ${kid}.`,
  endLinkDo: 'End the link',
  lastGuardian: (kid: string) =>
    `Nobody else answers for ${kid}. Add another guardian first, or remove the family.`,
  linkEnded: 'The link is ended.',

  linkKid: (guardian: string) => `Link ${guardian}`,
  linkKidTitle: (guardian: string, kid: string) => `Link ${guardian} to ${kid}?`,
  linkKidWhat: (guardian: string, kid: string) =>
    `${guardian} sees what ${kid} is asked to, and answers for ${kid}. Nobody else is told.`,
  linkKidDo: 'Link them',
  kidLinked: 'They are linked.',

  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name} from this circle?`,
  removeGuardianWhat: (name: string) =>
    `${name} is out everywhere within a second: links, devices, and what their phone kept. Other guardians of the family stay. What is kept of ${name} goes after 30 days.`,
  removeFamilyWhat: (name: string) =>
    `Every guardian of ${name} is out everywhere within a second: links, devices, and what their phones kept. A kid with another home stays there. What is kept of the family goes after 30 days.`,
  removeDo: 'Remove from this circle',
  removed: (name: string) => `${name} is no longer in this circle.`,
  removeFamily: 'Remove this family',
  lastOrganizerStays: 'This is the circle’s only organizer. Give somebody else the role first.',

  addGuardian: 'Add a guardian',
  addKid: 'Add a kid',
  guardianName: 'Name of a guardian',
  kidName: 'First name of a kid',
  kidNameHint: 'With an initial where two share one. No last names, no birth dates.',
  anotherKid: 'Another kid',
  email: 'E-mail address, if there is one',
  emailHint: 'Kept sealed. You will see it masked.',
  phone: 'Phone number, if there is one',
  add: 'Add',
  added: (name: string) => `${name} is added.`,

  problems: {
    missing: 'A name is needed here.',
    'too-long': 'This is too long.',
    'no-address': 'This does not look like an e-mail address.',
    'no-number': 'This does not look like a phone number.',
    own: 'This address is theirs to change.',
    'known-here': 'This address is in this circle already.',
    'last-organizer': 'A circle needs an organizer. Give somebody else this role first.',
    'last-guardian': 'Nobody else answers for this kid.',
    'own-family': 'For a kid of another family, another organizer links you.',
    'own-office': 'Somebody else makes you safeguarding contact: another organizer.',
    operates: 'This person runs the house: only an operator may do that.',
    'last-operator': 'A house needs an operator. Make another one first, with the command sidegate invite.',
    other: 'This could not be done. Try again.',
  },
}
export type PeopleWords = typeof peopleEn
