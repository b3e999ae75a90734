/** What to paste into the class chat, and the words around it. `when` comes formatted, in the hangout's zone. */
type Told = { title: string; when: string; area: string; link: string }

const lines = (...parts: string[]) => parts.filter((part) => part).join('\n')

export const en = {
  locale: 'en-US',
  title: 'Share to the class chat',
  what: 'The link names nobody. Who opens it comes in by an own way, so nobody becomes you.',
  kind: 'What to say',
  kinds: { invited: 'Invitation', moved: 'It has moved', reminder: 'Reminder' },
  text: 'Text to paste',
  texts: {
    invited: ({ title, when, area, link }: Told) =>
      lines(`You’re all invited: ${title}`, when, area, `See the plan and answer: ${link}`),
    moved: ({ title, when, area, link }: Told) =>
      lines(`This one has moved: ${title}`, `It’s now ${when}`, area, `Still coming? Answer here: ${link}`),
    reminder: ({ title, when, area, link, day }: Told & { day: 'today' | 'tomorrow' | 'later' }) =>
      lines(
        `${{ today: 'Today', tomorrow: 'Tomorrow', later: 'Soon' }[day]}: ${title}`,
        when,
        area,
        `The plan, and who brings what: ${link}`,
      ),
  },
  share: 'Send it',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'This browser does not copy by itself. Mark the text and copy it.',
  make: 'Make a text with a link',
  stop: 'End this hangout’s class-chat links',
  stopSure: 'Yes, end them all',
  stopWhat: 'They stop working in every chat. Personal links go on.',
  stopped: 'No class-chat link works any more. Sharing again makes a new one.',
  /** Said on this page alone, so they stand here and not in the table that every page loads. */
  problem: {
    'not-found': 'This hangout can’t be shared just now.',
    'confirm-first': 'Please show first that it’s you.',
    'too-many': 'Many links were made already. One that you sent before still works.',
    unreachable: 'No connection just now.',
    other: 'That did not work. Please try again.',
  },
}

export type ShareWords = typeof en
