/** Words of a circle's page: what comes up, and the idea board. */
export const en = {
  comingUp: 'Coming up',
  noHangouts: 'Nothing planned yet. An idea below could be the start.',
  plan: 'Plan something',
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
  season: { any: '', spring: 'in spring', summer: 'in summer', autumn: 'in autumn', winter: 'in winter' },
  place: { indoors: 'indoors', outdoors: 'outdoors', either: 'indoors or out' },
}

export type CircleWords = typeof en
