/** What stands around the pages of a circle, a week and a family: the bar at the bottom, and what families say. */
export const en = {
  nav: { label: 'Main', week: 'This week', circle: 'Circle', family: 'Family' },
  says: {
    title: 'Families say',
    what: 'In their own words, for the guardians of this circle.',
    add: 'Say something of your own',
  },
}

export type AroundWords = typeof en
