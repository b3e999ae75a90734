import type { Reason } from '#lib/api/ask.ts'
import type { Language } from './language.ts'
import { list } from './list.ts'

const join = list('en-GB') // without a comma before "and"

/** Every word on the web's screens. `es.ts` has the same keys; a screen takes its words from `useWords()` alone. */
export const en = {
  locale: 'en-US', // of dates and times
  names: join,
  skip: 'Skip to content',
  back: 'Back',
  done: 'Done',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  remove: 'Remove',

  language: { own: 'en' as Language, label: 'Language', names: { en: 'English', es: 'Español' } },

  title: {
    neutral: 'A plan for your family',
    page: (name: string) => `${name} · Sidegate`,
  },

  home: {
    welcome: 'Plans that leave nobody out',
    what: 'This is where families plan hangouts together. You come in through your own link, without a password.',
    how: 'Open the link that you were sent. Lost it? Ask your room parent for a new one.',
    circles: 'Your circles',
    none: 'You are not in a circle yet. Your room parent can add you.',
    signOut: 'Sign out on this phone',
  },
  link: {
    title: 'There is a plan for your family',
    what: 'This link is yours alone. Please keep it to yourself.',
    open: 'Open it',
  },
  signedOut: {
    title: 'You are signed out',
    what: 'Nothing of yours is kept on this phone. To come back, open your own link.',
  },
  failure: {
    unknownTitle: 'There is nothing here',
    unknown: 'Either it never was, or it is not for you to see. Your circle has all that is.',
    signedOutTitle: 'Please open your own link again',
    signedOut: 'This phone is not signed in any more. The link that you were sent brings you back here.',
    unreachableTitle: 'No connection just now',
    unreachable: 'This page is not kept on this phone yet. It will open when the signal is back.',
    brokenTitle: 'Something went wrong on our side',
    broken: 'Nothing of yours is lost. Please try again in a moment.',
    again: 'Try again',
    home: 'Go to my circle',
  },
  /** What a refused or failed command says, by its reason. */
  problem: {
    'signed-out': 'You are signed out. Please open your own link again.',
    'not-found': 'That is not there any more.',
    invalid: 'Something in it needs another look.',
    link: 'This link does not open anything. Please ask for a new one.',
    'forbidden-origin': 'That came from another page. Please try again here.',
    'too-fast': 'That was a lot at once. Please wait a minute.',
    over: 'This hangout is over, so its plan can only be read.',
    'not-now': 'It can’t be kept safe just now, so it was not taken. Please try again in a moment.',
    unreachable: 'No connection just now, so that was not sent. Please try again.',
    internal: 'That did not work, through no fault of yours. Please try again.',
  } satisfies Record<Reason, string>,
  field: { 'ends-before-start': 'The end comes before the start.', other: 'This needs another look.' },

  cost: { free: 'Free', 'under-10': 'Under 10 a family', 'under-25': 'Under 25 a family' },
  season: { any: '', spring: 'in spring', summer: 'in summer', autumn: 'in autumn', winter: 'in winter' },
  place: { indoors: 'indoors', outdoors: 'outdoors', either: 'indoors or out' },
  state: {
    draft: 'Draft',
    'rain-plan': 'The rain plan is on',
    off: 'This one is off',
    over: 'This one is over',
  },
  answer: { going: 'Going', maybe: 'Maybe', 'not-this-time': 'Not this time' },
  answerOf: {
    going: (name: string) => `${name} going`,
    maybe: (name: string) => `${name} maybe`,
    'not-this-time': (name: string) => `${name} not this time`,
  },

  circle: {
    rule: 'Every kid here would like to be asked.',
    heard: 'Heard otherwise? Ask their family.',
    comingUp: 'Coming up',
    noHangouts: 'Nothing planned yet. An idea below could be the start.',
    toAnswer: 'Your answer?',
    toAnswerFor: (name: string) => `${name}?`,
    ideas: 'Ideas',
    order: 'most liked first',
    noIdeas: 'No ideas yet. Which simple thing would your kid enjoy?',
    like: (title: string) => `Like ${title}`,
    addIdea: 'Add an idea',
    ideaTitle: 'What would be fun?',
    ideaHint: 'Simple beats fancy: board games, a sundae bar, flashlight tag',
    ideaCost: 'Cost for a family',
    ideaSeason: 'When in the year',
    ideaPlace: 'Where',
    ideaNote: 'Anything to add (if you like)',
    seasons: { any: 'Any time', spring: 'Spring', summer: 'Summer', autumn: 'Autumn', winter: 'Winter' },
    places: { either: 'Either', indoors: 'Indoors', outdoors: 'Outdoors' },
    add: 'Add it',
    ideaRemoved: (title: string) => `${title} removed`,
    removeIdea: (title: string) => `Remove ${title}`,
  },

  plan: {
    hostedBy: (host: string) => `Hosted by ${host}`,
    zone: (zone: string) => `Times are in ${zone}`,
    everyone: 'Everyone’s invited',
    hereNow: 'here now',
    alsoHere: (names: string[]) => `Here now: ${join(names)}`,
    edit: 'Change',
    coming: 'Who’s coming',
    comingNames: (names: string[], more: number) => join(more ? [...names, `${more} more`] : names),
    nobodyYet: 'Be the first to say yes: your answer is at the bottom.',
    needs: 'Good to know',
    need: { nutFreeTable: 'Nut-free table', twoAdultsStay: 'Two adults stay', noGifts: 'No gifts, please' },
    about: 'About',
    aboutEmpty: 'What should families know?',
    timeline: 'How the day goes',
    addMoment: 'Add a time',
    momentAt: 'Time',
    momentTitle: 'What happens',
    kinds: { bring: 'Bring', play: 'Play', help: 'Help', ride: 'Rides' },
    taken: (taken: number, all: number) => `${taken} of ${all} taken`,
    claim: { bring: 'I’ll bring it', play: 'I’ll bring it', help: 'I’ll help', ride: 'I’ll drive' },
    claimFor: (verb: string, title: string) => `${verb}: ${title}`,
    needed: (quantity: number, unit: string) => `${unit ? `${quantity} ${unit}` : quantity} needed`,
    missing: (quantity: number, unit: string) => `${unit ? `${quantity} ${unit}` : quantity} more needed`,
    claimed: (family: string, quantity: number | null) =>
      quantity === null ? family : `${family} ${quantity}`,
    yours: 'Yours',
    yoursOf: (title: string) => `Yours: ${title}`,
    yourFamily: 'Your family',
    aFamily: 'A family',
    plenty: (taken: number, needed: number, unit: string) =>
      `That’s plenty: ${unit ? `${taken} ${unit}` : taken} for ${needed}. Keep both, or swap one?`,
    fewer: (title: string) => `Fewer: ${title}`,
    moreOf: (title: string) => `More: ${title}`,
    giveBack: 'Give back',
    giveBackOf: (title: string) => `Give back: ${title}`,
    gaveBack: (title: string) => `Given back: ${title}`,
    addSlot: {
      bring: 'Add something to bring',
      play: 'Add something to play',
      help: 'Add a way to help',
      ride: 'Add a ride',
    },
    slotTitle: 'What',
    slotQuantity: 'How many',
    slotUnit: 'Of what (trays, seats)',
    slotNote: 'Note',
    add: 'Add',
    editOf: (title: string) => `Change ${title}`,
    removed: (title: string) => `${title} removed`,
    notes: 'Notes',
    notesHint: 'Parking, a question, what to wear: every family here can write',
    notesEmpty: 'No notes yet.',
    rainPlan: 'If it rains',
    whoEdits: (name: string) => `${name} is writing here`,
  },

  answers: {
    label: 'Your answer',
    send: 'Send answer',
    answered: (answers: string[]) => `You said: ${join(answers)}. You can change it any time.`,
    back: 'Your earlier answer is back.',
    hosts: 'What hosts see',
    maybe: 'Maybe',
    notThisTime: 'Not this time',
    unanswered: 'No answer yet',
    pleaseAsk: 'Please ask: two homes said different things',
    all: 'Everyone on the list is coming.',
    later: 'A no is for today: everyone is asked again next time.',
  },

  saving: { saved: 'Saved', 'on-this-phone': 'On this phone, will send', sending: 'Sending' },
  status: {
    offline: 'No connection. You can go on: it is kept on this phone.',
    locked: 'You have been signed out. What you wrote is kept here. Open your own link to send it.',
    ended: 'This plan is no longer open to you.',
    outdated: 'This plan was renewed. Reload to see it.',
    reload: 'Reload',
  },
  refused: {
    title: 'Not saved yet',
    what: 'This could not be added to the plan. Your words are here, to copy or to write again:',
    understood: 'I have kept it',
  },

  frame: {
    title: 'Title, time and place',
    name: 'Title',
    when: 'When',
    starts: 'Starts',
    ends: 'Ends',
    area: 'Where (without a street address)',
    rainPlan: 'If it rains',
    next: 'Go on',
    sure: 'Everyone on the list will see this',
    sureWhat: 'It changes at once for all who open the plan.',
    confirm: 'Yes, change it',
    changed: 'Changed for everyone',
    was: 'Was',
    becomes: 'Becomes',
  },

  /** Read out politely: "Mara added Brownies and 2 more". */
  announce: {
    someone: 'Someone',
    added: (who: string, what: string, more: number) => `${who} added ${what}${andMore(more)}`,
    changed: (who: string, what: string, more: number) => `${who} changed ${what}${andMore(more)}`,
    removed: (who: string, what: string, more: number) => `${who} removed ${what}${andMore(more)}`,
    parts: {
      about: 'About',
      notes: 'the notes',
      needs: 'what is good to know',
      frame: 'time and place',
      timeline: 'how the day goes',
    },
    something: 'something',
  },
}

function andMore(more: number): string {
  return more ? ` and ${more} more` : ''
}

export type Words = typeof en
