import type { AuditAct } from '@sidegate/core/audit'

/** The words of "My family" and of leaving a circle. Beside each field stands who reads it. */
export const en = {
  title: 'My family',
  circles: 'Your family in',
  save: 'Save',
  prove: 'Show that it’s you',
  saved: 'Saved',
  offline: 'This page needs a connection. What you typed is still here.',

  line: {
    title: 'In your own words',
    what: 'One sentence about your family, for the other guardians. “Luka would love to be asked.”',
    who: (circle: string) =>
      `Read by: the guardians of ${circle}. Never by kids. Please say nothing about other families’ kids.`,
    label: 'Your sentence',
    save: 'Say it',
    said: (day: string, until: string) => `Said on ${day}. It fades on ${until}, unless you say it again.`,
    faded: (day: string) =>
      `Said on ${day}, more than 90 days ago, so nobody reads it now. Is it still true?`,
    renew: 'Still true',
    withdraw: 'Take it back',
    withdrawn: 'Taken back. Nobody reads it any more.',
    renewed: 'Said again.',
  },

  kids: {
    title: 'Kids',
    who: 'First name, with an initial where two share one. Read by: the families of hangouts that they go to, hosts who ask them, organizers.',
    answers: 'You answer for',
    correct: 'Correct the name',
    label: 'First name and initial',
    none: 'No kid stands here yet. Your room parent adds kids.',
    more: 'A kid is missing? Your room parent adds kids.',
  },
  counted: {
    title: 'Named or counted',
    what: 'Who else comes is a reason to say yes. If you would rather not be named, your kids who are going are counted: “and 2 more”.',
    who: 'Hosts read the name either way, or they could not plan.',
    legend: 'To other guests',
    options: { no: 'By name', yes: 'Only counted' },
  },

  guardians: {
    title: 'Guardians of this family',
    who: 'Names are read by: the families of hangouts that you plan together, and organizers.',
    you: 'you',
    notYet: 'not in yet',
    invite: 'Invite another guardian',
    inviteWhat:
      'For somebody of your own household. They answer for the same kids as you, with a link of their own.',
    name: 'Their name',
    email: 'Their mail address (if you like)',
    emailWho: 'Read by them alone. With it, Sidegate can mail them their link.',
    make: 'Invite them',
    link: (name: string) => `A link for ${name}`,
    linkWhat:
      'It is theirs alone: hand it over to nobody else, and do not open it yourself. It is shown this once.',
    copy: 'Copy the link',
    copied: 'Copied',
    notCopied: 'This browser does not copy by itself. Mark the link and copy it.',
    share: 'Send it',
    shareText: 'Your own way in to our family’s plans',
    mailed: 'It was mailed to them, too.',
    invitedPlain: 'They are in the list now. Your room parent can give them their link.',
  },

  you: {
    title: 'You',
    name: 'Your name',
    nameWho: 'Read by: the families of hangouts that you plan together, and organizers.',
    email: 'Your mail address',
    emailWho:
      'Read by you alone. Organizers see “m…@example.org”. Other guardians never see it, not even in another home of your kid. It is for signing in and for mails about your plans.',
    phone: 'Your phone number',
    phoneWho:
      'Read by you alone. It will be shown to hosts only on the day of a drop-off, if you bring your kid.',
    emailChanged: 'Saved. An earlier address was told that it has changed.',
    codeTitle: 'Is this address yours?',
    codeSent: (address: string) =>
      `We have sent a code to ${address}, unless somebody else here has that address. Type it here within ten minutes; until then nothing changes.`,
    code: 'Code from the mail',
    codeSave: 'This is my address',
    /** Of a fault in a field. */
    faults: {
      missing: 'Please write a name.',
      'too-long': 'That is a little too long.',
      'no-address': 'That does not look like a mail address.',
      'no-code': 'The code has six digits.',
      'wrong-code': 'That’s not the code. Please look once more.',
      'no-number': 'That does not look like a phone number.',
      other: 'This needs another look.',
    },
  },

  choices: {
    title: 'Mails and language',
    legend: 'Mails about plans',
    options: { all: 'All', urgent: 'Only if it moves or is off', none: 'None' },
    mailsWho: 'Codes and links that you ask for come anyway. Nobody is told what you chose.',
    noMail: 'This house sends no mails just now.',
    language: 'Language of mails',
    languages: { en: 'English', es: 'Español' },
  },

  devices: {
    title: 'Phones and links',
    what: 'Where you are signed in, and how to end it there.',
    open: 'Where I’m signed in',
  },

  audit: {
    title: 'What was done',
    what: 'Who changed something about your family. Read by your family; organizers read the same without your contacts.',
    none: 'Nothing yet.',
    you: 'You',
    organizer: (name: string) => `${name}, organizer`,
    someOrganizer: 'An organizer',
    operator: 'The operator',
    house: 'Sidegate',
    acts: {
      'link-issued': 'a fresh personal link was made',
      'link-revoked': 'a personal link was ended',
      'device-confirmed': 'a phone was confirmed',
      'device-ended': 'a phone was signed out',
      'passkey-added': 'a passkey was added',
      'passkey-removed': 'a passkey was removed',
      'email-changed': 'the mail address was changed',
      'role-given': 'a role was given',
      'role-taken': 'a role was taken',
      'list-imported': 'the class list was brought in',
      'hand-outs-printed': 'a hand-out with a link was printed',
      'let-in': 'let in from the waiting room',
      'guardian-added': 'a guardian was added',
      'kid-added': 'a kid was added',
      'kid-linked': 'another guardian was linked',
      'name-corrected': 'a name was corrected',
      'guardian-left': 'left the circle',
      'guardian-removed': 'was removed from the circle',
      'answer-told': 'an answer was written down that you gave in person',
    } satisfies Partial<Record<AuditAct, string>> as Partial<Record<AuditAct, string>>,
    other: 'something was changed',
    about: (what: string, who: string) => `${what}: ${who}`,
  },

  leave: {
    title: (circle: string) => `Leave ${circle}`,
    entry: 'Leave this circle',
    what: 'At once, on all your phones:',
    ends: [
      'you read nothing of this circle any more, and nobody mails you about it',
      'your links to it stop working',
      'what this phone keeps of it is wiped',
    ],
    last: 'You are the only guardian of your family here, so your family leaves with you. What it offered to bring becomes free again, and kids who have no other home in this circle are on no list any more.',
    notLast: (names: string) => `Your family stays: ${names} can go on answering.`,
    hosting:
      'Your family holds a hangout that is still ahead. If nobody holds it with you, it is called off, and everyone on its list is told.',
    others: 'Your other circles stay as they are.',
    month: 'Names and addresses are deleted after 30 days.',
    lastOrganizer:
      'Nobody else organizes this circle. Please ask the operator to name somebody before you go.',
    lastOperator:
      'Nobody else runs this installation, so you can’t leave from here. Give the role to somebody first.',
    confirm: 'Yes, leave',
    stay: 'Stay',
    done: 'You have left',
    doneWhat: (circle: string) => `Nothing of ${circle} is kept on this phone any more.`,
  },
}

export type FamilyWords = typeof en
