/** The poster's page, the waiting room, and what a family reads of somebody who asks to join it. */
export const en = {
  title: 'Come in by the side gate',
  what: 'Two names, and your room parent lets you in.',
  kid: 'Your kid’s first name',
  kidHint: 'First name, and an initial if two share it.',
  name: 'Your first name',
  email: 'Your e-mail',
  emailHint: 'You can leave this empty. With it we write to you once you are in.',
  ask: 'Ask to come in',
  privacy: 'Only your room parent and that kid’s own family read this. It is gone after 30 days.',
  slip: 'Got a slip or a link of your own? Use that instead: it lets you in at once.',
  overTitle: 'This poster is not in use any more',
  over: 'Please ask your room parent for a new one, or for a link of your own.',
  again: 'Please look at what you typed: a kid’s name, your name, and an e-mail only if you like.',

  waitingTitle: 'Your room parent has been asked',
  waitingWhat:
    'This page opens by itself once they let you in. You can close it and come back on this phone.',
  soonerTitle: 'To come in sooner',
  soonerSlip: 'Scan the slip that your kid brought home, or open the link that was sent to you.',
  soonerFamily: 'Is somebody of your family in already? They can let you in from the circle’s page.',
  soonerMail: 'Does your room parent have your e-mail?',
  soonerCode: 'Have a code sent to me',
  inTitle: 'You are in',
  inWhat: 'Your room parent, or your family, let you in.',
  come: 'Come in',
  noneTitle: 'Nobody is waiting here',
  none: 'Please scan the poster again, or ask your room parent for a link of your own.',

  asks: (kid: string) => `Somebody asks to join as a guardian of ${kid}`,
  asksName: (name: string) => `The name that they gave: ${name}.`,
  asksNameless: 'Ask those of your family whether it is one of them.',
  asksWhat:
    'Only your family and the room parent read this. If it is one of you, they come in as a guardian of your family.',
  letIn: (name: string) => `Yes, that’s ${name}`,
  letInNameless: 'Yes, that’s one of us',
  notUs: 'Not us',
}

export type JoiningWords = typeof en
