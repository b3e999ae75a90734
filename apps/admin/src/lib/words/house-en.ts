/** How the house is, for its operator: what is well, what is not, and what to do about it. */
import type { MailFault } from '@sidegate/core/mail-faults'

export const houseEn = {
  title: 'The house',
  well: 'Well',
  look: 'To look at',
  waiting: 'Looking',
  none: 'Not set',

  settings: 'Name, time zone, language',
  name: 'Name of your PTA or school',
  zone: 'Time zone',
  zoneWhat: 'For what belongs to no circle. Each circle has its own.',
  language: 'Language of the house',
  save: 'Save',
  saved: 'Saved.',

  machine: 'The machine',
  disk: 'Disk',
  diskFree: (free: string, size: string) => `${free} of ${size} free`,
  diskUnknown: 'Nobody can say how much room is left: the data folder may be gone.',
  clock: 'Clock',
  clockRight: (time: string) => `${time} on the server, as on this device`,
  clockOff: (time: string, minutes: number) =>
    `${time} on the server, ${minutes === 1 ? 'a minute' : `${minutes} minutes`} away from this device. Codes and times of hangouts depend on it: set the clock of the one that is wrong.`,
  backup: 'Last backup',
  backupNone: 'None yet. On the server: “sidegate backup” and the name of a file.',
  backupAt: (when: string, size: string) => `${when}, ${size}`,
  backupOld: (when: string, size: string) => `${when}, ${size}. That is more than a week ago.`,
  backupKey:
    'Keep a copy of master.key somewhere else than the backups: without it no name in them can be read.',

  address: 'Address and connection',
  publicUrl: 'Address',
  addressRight: (address: string) => `${address}, as PUBLIC_URL says`,
  addressOther: (here: string, address: string) =>
    `You are at ${here}, and links, cookies and passkeys are for ${address}. Set PUBLIC_URL to what families open.`,
  https: 'https',
  httpsRight: 'On: phones can open plans offline and use passkeys',
  httpsHere: 'Off, which is fine on this very machine. Phones need it for offline pages and passkeys.',
  httpsOff: 'Off',
  plainTitle: 'What does not work over plain http in a network',
  plain: [
    'Plans do not open without a signal, and nobody can add the page to the home screen.',
    'No passkeys; a personal link or a code is the way in.',
    'A link can be copied, but not handed to another app with one tap.',
    'Anybody on the same network can read along. Fine for a trial, not for a school.',
  ],
  plainDo: 'https takes two lines with Caddy: the README has them, under “Host it”.',
  proxy: 'Reverse proxy',
  proxyNone: 'None in front, and TRUST_PROXY is 0',
  proxyRight: (hops: number) =>
    hops === 1 ? 'One in front, and TRUST_PROXY counts it' : `${hops} in front, and TRUST_PROXY counts them`,
  proxyUncounted: (hops: number) =>
    `There ${hops === 1 ? 'is one' : `are ${hops}`} in front, and TRUST_PROXY is 0: to Sidegate all phones are one address, so limits hit everybody at once. Set TRUST_PROXY=${hops}.`,
  proxyTooMany: (counted: number, hops: number) =>
    `TRUST_PROXY counts ${counted}, and ${hops === 0 ? 'none is' : `only ${hops}`} in front: anybody can pretend another address. Set TRUST_PROXY=${hops}.`,
  proxyTooFew: (counted: number, hops: number) =>
    `TRUST_PROXY counts ${counted} of ${hops}. If all of them are your own, set TRUST_PROXY=${hops}.`,
  proxyProtocol: (protocol: string, address: string) =>
    `The proxy was asked by ${protocol}, and PUBLIC_URL says ${address}. Make the two agree.`,
  socket: 'Live editing (WebSocket)',
  socketRight: 'Comes through',
  socketWrong:
    'Does not come through. The proxy has to pass on WebSocket upgrades for /sync; Caddy does by itself.',
  stream: 'Live news',
  streamRight: 'Comes through at once',
  streamHeld: 'Is held back on the way. The proxy has to pass on /api/live without collecting it.',
  again: 'Look once more',

  mail: 'Mail',
  mailOff:
    'Off. Everything works without it: links are copied, shared or printed, and an organizer gives out fresh ones.',
  mailOffDo: 'To turn it on, set SMTP_URL and MAIL_FROM and start again; .env.example says how.',
  mailFrom: (address: string) => `On, from ${address}`,
  mailWaiting: (mails: number) =>
    mails === 1 ? '1 mail waits to be sent' : `${mails} mails wait to be sent`,
  mailLast: (when: string) => `The last one went out ${when}.`,
  mailNone: 'None has gone out yet.',
  mailCameBack: (mails: number) =>
    mails === 1 ? '1 mail came back this week.' : `${mails} mails came back this week.`,
  mailGivenUp: (mails: number) =>
    mails === 1 ? '1 mail could not be sent this week.' : `${mails} mails could not be sent this week.`,
  mailCameBackDo: 'Organizers see in their circle whose.',
  tryTo: 'Send a test to',
  tryDo: 'Send a test',
  trying: 'Sending',
  tryDone: 'The mail server has taken it. If it does not arrive, look into the spam folder.',
  noAddress: 'Please write one whole e-mail address.',
  tooFast: 'That was a lot of tests. Please wait a minute.',
  fault: {
    unreachable:
      'The mail server could not be reached. Check the host and the port in SMTP_URL, and whether this network lets mail out.',
    'not-safe':
      'The mail server offers no encryption that can be trusted, so the password was not sent. Check the host name; smtps:// and port 465 may be the right ones.',
    'password-refused': 'The mail server refused the user or the password in SMTP_URL.',
    'sender-refused': 'The mail server does not send for the address in MAIL_FROM.',
    'address-refused': 'The mail server says that there is no such mailbox.',
    'mail-refused': 'The mail server refused this mail. It may take it for spam.',
    later: 'The mail server asks to try again later. Sidegate does so by itself.',
    'too-late': 'It could not go out in time.',
    broken: 'The mail server answered something that Sidegate does not understand. Its own log may say more.',
  } satisfies Record<MailFault, string>,
}
