import type { Help } from '@sidegate/core/hangouts/helps'

/** What a plan's page says beside the plan: of answers, addresses and hosts' steps. Every reader of a plan fetches it. */
export const en = {
  address: {
    title: 'Where exactly',
    afterYes: 'The address shows here after your yes.',
    confirmFirst: 'The address shows here once this phone has shown that it’s yours.',
    until: 'Yours to see until the day is over.',
    copy: 'Copy',
    copied: 'Copied',
    write: 'Write the address',
    change: 'Change it',
    none: 'Homes that say yes will see it, until the day is over.',
  },
  helps: {
    title: 'Would anything help?',
    who: 'Only the hosts read this, for this hangout. To everyone else it is a yes like any other.',
    of: (kid: string) => `For ${kid}`,
    names: {
      ride: 'A ride',
      'food-safe': 'Talk about safe food',
      'short-visit': 'A short visit',
      'adult-stays': 'An adult of ours stays',
      'bring-nothing': 'We bring nothing',
    } satisfies Record<Help, string>,
    keep: 'Tell the hosts',
    kept: 'The hosts can read it now.',
    told: (organizer: string, kid: string) =>
      `${organizer} wrote down what you said for ${kid}. Your own tap takes its place.`,
  },
  hosts: {
    draft: 'Only your side sees this yet',
    draftWhole: (circle: string) => `Everyone in ${circle} is on the list.`,
    draftPart: (circle: string) => `A part of ${circle} is on the list.`,
    look: 'Look at the list and send it',
    sent: 'It has gone out. Everyone on the list can read it now.',
    offTitle: 'This one is off',
    off: 'Everyone on the list can see that.',
    back: 'Put it back on',
    list: 'Who is asked',
    cancel: 'It can’t happen',
    helps: 'What would help',
    helpsOf: (kid: string, helps: string[]) => `${kid}: ${helps.join(', ')}`,
    told: 'Told in person',
    toldOf: (kid: string, organizer: string) => `${kid} (told ${organizer})`,
  },
}

export type AroundPlanWords = typeof en
