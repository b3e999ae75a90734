import type { Help } from '@sidegate/core/hangouts/helps'
import { helpsIn } from './helps-in.ts'

const helps: Record<Help, string> = {
  ride: 'A ride',
  'food-safe': 'Talk about safe food',
  'short-visit': 'A short visit',
  'adult-stays': 'An adult of ours stays',
  'bring-nothing': 'We bring nothing',
}

/** What a plan's page says beside the plan: of addresses, helps and hosts' steps. Every reader of a plan fetches it. */
export const en = {
  helps,
  helpsOf: helpsIn(helps),
  ask: 'Would anything help?',
  who: 'Only the hosts read that.',
  kept: 'The hosts can read it now.',
  told: (organizer: string, kid: string) =>
    `${organizer} wrote down what you said for ${kid}. Your own tap takes its place.`,
  where: 'Where exactly',
  afterYes: 'The address shows here after your yes.',
  confirmFirst: 'The address shows here once this phone has shown that it’s yours.',
  until: 'Yours to see until the day is over.',
  copied: 'Copied',
  write: 'Write the address',
  change: 'Change it',
  forYes: 'Homes that say yes will see it, until the day is over.',
  draft: 'Only your side sees this yet',
  whole: (circle: string) => `Everyone in ${circle} is on the list.`,
  part: (circle: string) => `A part of ${circle} is on the list.`,
  look: 'Look at the list and send it',
  sent: 'It has gone out. Everyone on the list can read it now.',
  off: 'This one is off',
  offWhat: 'Everyone on the list can see that.',
  back: 'Put it back on',
  list: 'Who is asked',
  cancel: 'It can’t happen',
  toldTitle: 'Told in person',
  toldOf: (kid: string, organizer: string) => `${kid} (told ${organizer})`,
}

export type AroundPlanWords = typeof en
