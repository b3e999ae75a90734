import type { TemplateId } from './starts.ts'
import type { TemplateWords } from './words.ts'

export const en: Record<TemplateId, TemplateWords> = {
  'backyard-afternoon': {
    title: 'Backyard afternoon',
    what: 'Tables, snacks and lawn games. Brothers and sisters are welcome.',
    about:
      'No reason, no presents, no program. Come as you are, and stay as long as you like.\n\n' +
      'Brothers and sisters are welcome, and nobody needs to shop for this: bring what you have.',
    rainPlan: 'Under a roof, and shorter.',
    timeline: [
      { at: 0, title: 'Gate opens, games are out' },
      { at: 90, title: 'Snacks on the tables' },
      { at: -15, title: 'Which one next? Pick before goodbye' },
    ],
    slots: [
      { kind: 'bring', title: 'Fruit, cut up', quantity: 2, unit: 'bowls' },
      { kind: 'bring', title: 'Something salty', quantity: 3, unit: 'bags' },
      { kind: 'bring', title: 'Water and juice', quantity: 2, unit: 'jugs' },
      { kind: 'bring', title: 'Cups and napkins' },
      { kind: 'bring', title: 'Blankets to sit on', quantity: 3 },
      { kind: 'play', title: 'A ball or a frisbee' },
      { kind: 'play', title: 'Sidewalk chalk' },
      { kind: 'help', title: 'Adults who stay', quantity: 2 },
      { kind: 'help', title: 'Tidy up at the end', quantity: 2 },
    ],
  },
  'board-game-night': {
    title: 'Board-game night',
    what: 'A few tables and the games that everyone has at home.',
    about:
      'Bring a game that you like to explain. There is a table for loud ones, one for quiet ones, and a corner with ' +
      'books for a break.\n\nNo need to know any of them: somebody always explains.',
    rainPlan: '',
    timeline: [
      { at: 0, title: 'Doors open, pick a table' },
      { at: 15, title: 'First games' },
      { at: 75, title: 'Snacks, and everyone changes tables' },
      { at: -15, title: 'Which one next? Pick before goodbye' },
    ],
    slots: [
      { kind: 'play', title: 'A game for four or more', quantity: 3, unit: 'games' },
      { kind: 'play', title: 'A quick game for two', quantity: 2, unit: 'games' },
      { kind: 'play', title: 'A deck of cards' },
      { kind: 'bring', title: 'Popcorn', quantity: 2, unit: 'bowls' },
      { kind: 'bring', title: 'Fruit, cut up' },
      { kind: 'bring', title: 'Water and juice', quantity: 2, unit: 'jugs' },
      { kind: 'help', title: 'Somebody who explains rules', quantity: 2 },
      { kind: 'help', title: 'Adults who stay', quantity: 2 },
      { kind: 'ride', title: 'Seats home', quantity: 3, unit: 'seats' },
    ],
  },
  'park-and-cornhole': {
    title: 'Park and cornhole',
    what: 'Out in the park, with cornhole boards and room to run.',
    about:
      'We meet at the park: cornhole, a ball, and room to run. Everyone brings their own water bottle.\n\n' +
      'Come late or leave early, both are fine.',
    rainPlan: 'The day after, at the same time.',
    timeline: [
      { at: 0, title: 'Meet by the big tree' },
      { at: 15, title: 'Cornhole in twos, partners are drawn' },
      { at: 75, title: 'Snack on the blankets' },
      { at: -15, title: 'Which one next? Pick before goodbye' },
    ],
    slots: [
      {
        kind: 'play',
        title: 'Cornhole boards and bags',
        unit: 'set',
        note: 'Two buckets and socks do it, too',
      },
      { kind: 'play', title: 'A soft ball' },
      { kind: 'bring', title: 'Apples or oranges', quantity: 2, unit: 'bags' },
      { kind: 'bring', title: 'Something to nibble', quantity: 2, unit: 'boxes' },
      { kind: 'bring', title: 'Blankets to sit on', quantity: 3 },
      { kind: 'bring', title: 'Sunscreen and plasters' },
      { kind: 'help', title: 'Adults who stay', quantity: 2 },
      { kind: 'ride', title: 'Seats to the park', quantity: 3, unit: 'seats' },
    ],
  },
}
