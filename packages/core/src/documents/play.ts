/** The committee's side of a hangout: picks from the library and kid jobs, live; kids' own words only once OK'd. */
import * as v from 'valibot'
import { answer, type DocumentDefinition, record, type StateOf } from './definition.ts'
import * as value from './values.ts'

const EVERYONE = ['seat', 'host', 'co-host', 'guest'] as const
const KINDS = ['game', 'music', 'idea'] as const

export const play = {
  kind: 'play',
  version: 1,
  oldestClient: 1,
  collections: {
    picks: record(
      { kind: v.optional(v.picklist(KINDS), 'game'), title: value.title, order: value.order },
      { limit: 100, any: EVERYONE },
    ),
    jobs: record({ title: value.title, order: value.order }, { limit: 100, any: EVERYONE }),
    jobClaims: answer(
      ['jobId', 'kidId'],
      { note: value.note },
      { to: 'jobs', limit: 1000, perFamily: 100, own: EVERYONE, clear: ['host', 'co-host'] },
    ),
    // Written by the server when a grown-up has said OK (house rule 9).
    words: record(
      { kind: v.optional(v.picklist(KINDS), 'idea'), title: value.title },
      { limit: 100, any: [] },
    ),
  },
} as const satisfies DocumentDefinition

export type PlayState = StateOf<typeof play>
