/** A circle's idea board and kit shelf. Votes are records, so nobody can read who liked what (house rule 6). */
import * as v from 'valibot'
import { type DocumentDefinition, record, type StateOf } from './definition.ts'
import * as value from './values.ts'

export const SEASONS = ['any', 'spring', 'summer', 'autumn', 'winter'] as const
export const PLACES = ['indoors', 'outdoors', 'either'] as const

export const board = {
  kind: 'board',
  version: 1,
  oldestClient: 1,
  collections: {
    ideas: record(
      {
        title: value.title,
        costBand: value.costBand,
        season: v.optional(v.picklist(SEASONS), 'any'),
        place: v.optional(v.picklist(PLACES), 'either'),
        note: value.note,
      },
      { limit: 500, any: ['organizer'], own: ['guardian'], perFamily: 50 },
    ),
    kit: record(
      { title: value.title, note: value.note },
      { limit: 200, any: ['organizer'], own: ['guardian'], perFamily: 20 },
    ),
  },
} as const satisfies DocumentDefinition

export type BoardState = StateOf<typeof board>
export type Idea = BoardState['ideas'][number]
