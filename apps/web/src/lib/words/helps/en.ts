/** Private helps, on a page of their own. */
export const en = {
  title: 'Would anything help?',
  who: 'Only the hosts read this, for this hangout, and it is gone with it. To everyone else it is a yes like any other.',
  of: (kid: string) => `For ${kid}`,
  keep: 'Tell the hosts',
  keepOf: (kid: string) => `Tell the hosts, for ${kid}`,
  kept: 'The hosts can read it now.',
  none: 'This is for kids who are going. Say yes first, then it opens.',
}

export type HelpsWords = typeof en
