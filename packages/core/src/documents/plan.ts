/** A hangout's plan: what everyone on its list sees and edits together. Ids only, never a name (architecture.md). */
import * as v from 'valibot'
import { answer, type DocumentDefinition, fields, record, type StateOf, text } from './definition.ts'
import * as value from './values.ts'

const HOSTS = ['host', 'co-host'] as const
const EVERYONE = ['host', 'co-host', 'guest'] as const

export const HANGOUT_STATES = ['draft', 'sent', 'on', 'rain-plan', 'off', 'over'] as const
export const DRAWINGS = ['lanterns', 'dice', 'sundae', 'park'] as const
export const SLOT_KINDS = ['bring', 'play', 'help', 'ride'] as const

export const plan = {
  kind: 'plan',
  version: 1,
  oldestClient: 1,
  collections: {
    // Written by the server alone, on a host's confirmed command (house rule 12).
    frame: fields(
      {
        // Empty only where nothing was founded yet; a default must fit its own schema or the frame can't be read.
        title: v.optional(v.union([v.literal(''), value.title]), ''),
        startsAt: v.optional(value.localTime, '2000-01-01T00:00'),
        endsAt: v.optional(value.localTime, '2000-01-01T00:00'),
        zone: v.optional(value.zone, 'UTC'),
        area: value.note,
        costBand: value.costBand,
        rainPlan: value.note,
        state: v.optional(v.picklist(HANGOUT_STATES), 'draft'),
        drawing: v.optional(v.picklist(DRAWINGS), 'lanterns'),
      },
      { write: [] },
    ),
    about: text({ limit: value.MAX_TEXT, write: HOSTS }),
    timeline: record(
      { at: value.clockTime, title: value.title, order: value.order },
      { limit: 60, any: HOSTS },
    ),
    needs: fields(
      { nutFreeTable: value.flag, twoAdultsStay: value.flag, noGifts: value.flag },
      { write: HOSTS },
    ),
    slots: record(
      {
        kind: v.optional(v.picklist(SLOT_KINDS), 'bring'),
        title: value.title,
        quantity: value.quantity,
        unit: value.unit,
        order: value.order,
        note: value.note,
      },
      { limit: 300, any: HOSTS, own: ['guest'], perFamily: 30 },
    ),
    claims: answer(
      ['slotId', 'familyId'],
      { quantity: value.quantity, note: value.note },
      { to: 'slots', limit: 2000, perFamily: 300, own: EVERYONE, clear: HOSTS },
    ),
    notes: text({ limit: value.MAX_TEXT, write: EVERYONE }),
  },
} as const satisfies DocumentDefinition

export type PlanState = StateOf<typeof plan>
export type PlanFrame = PlanState['frame']
export type Slot = PlanState['slots'][number]
export type SlotKind = Slot['kind']
export type Claim = PlanState['claims'][number]
export type Moment = PlanState['timeline'][number]
