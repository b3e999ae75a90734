/**
 * Hangouts to start from (house rule 7): what is brought lies in every kitchen, nothing needs a shopping trip. A template
 * only fills the first draft; from then on it is a plan like any other.
 */
import type { PlanFrame, PlanState } from '../documents/plan.ts'
import type { CostBand } from '../documents/values.ts'
import { orderAfter } from '../order.ts'
import type { MakeHangout } from './make-hangout.ts'
import { en } from './templates/en.ts'
import { es } from './templates/es.ts'
import type { Start, TemplateId } from './templates/starts.ts'
import type { MomentWords, TemplateWords } from './templates/words.ts'

/** What a template fills in besides its words. `weekday`: 0 is Sunday. */
export interface TemplateShape {
  drawing: PlanFrame['drawing']
  costBand: CostBand
  weekday: number
  starts: string
  ends: string
  needs: PlanState['needs']
}

const shapes: Record<Start, TemplateShape> = {
  'backyard-afternoon': {
    drawing: 'lanterns',
    costBand: 'free',
    weekday: 6,
    starts: '14:00',
    ends: '17:00',
    needs: { nutFreeTable: true, twoAdultsStay: true, noGifts: true },
  },
  'board-game-night': {
    drawing: 'dice',
    costBand: 'free',
    weekday: 5,
    starts: '17:30',
    ends: '19:30',
    needs: { nutFreeTable: true, twoAdultsStay: true, noGifts: false },
  },
  'park-and-cornhole': {
    drawing: 'park',
    costBand: 'free',
    weekday: 6,
    starts: '10:00',
    ends: '12:00',
    needs: { nutFreeTable: true, twoAdultsStay: true, noGifts: false },
  },
  blank: {
    drawing: 'lanterns',
    costBand: 'free',
    weekday: 6,
    starts: '14:00',
    ends: '16:00',
    needs: { nutFreeTable: false, twoAdultsStay: false, noGifts: false },
  },
}

const wordsByLanguage: Record<MakeHangout['language'], Record<TemplateId, TemplateWords>> = { en, es }

export const templateShape = (start: Start): TemplateShape => shapes[start]

/** null: blank says nothing. */
export const templateWords = (start: Start, language: MakeHangout['language']): TemplateWords | null =>
  start === 'blank' ? null : wordsByLanguage[language][start]

/**
 * The first draft of a hangout: what the host chose, and around it what the template brings. Moments follow the hours that
 * were chosen; one that a shorter hangout has no room for is left out.
 */
export function firstDraft(make: MakeHangout, zone: string, newId: () => string): PlanState {
  const { start, language, title, startsAt, endsAt, area, costBand, rainPlan } = make
  const words = templateWords(start, language)
  const { drawing, needs } = shapes[start]
  const slots: PlanState['slots'] = []
  for (const { kind, title: what, quantity = 1, unit = '', note = '' } of words?.slots ?? []) {
    const order = orderAfter(slots.map((slot) => slot.order))
    slots.push({ id: newId(), kind, title: what, quantity, unit, note, order })
  }
  const timeline: PlanState['timeline'] = []
  for (const moment of words?.timeline ?? []) {
    const at = clockOf(moment, startsAt, endsAt)
    const order = orderAfter(timeline.map((other) => other.order))
    if (at !== null) timeline.push({ id: newId(), at, title: moment.title, order })
  }
  return {
    frame: { title, startsAt, endsAt, zone, area, costBand, rainPlan, state: 'draft', drawing },
    about: words?.about ?? '',
    notes: '',
    needs: { ...needs },
    timeline,
    slots,
    claims: [],
  }
}

const MINUTE = 60_000

/** `14:15`; null when it is not within the hours. */
function clockOf({ at }: MomentWords, startsAt: string, endsAt: string): string | null {
  // Floating times: as UTC they are reckoned, never shown.
  const [starts, ends] = [Date.parse(`${startsAt}Z`), Date.parse(`${endsAt}Z`)]
  const instant = (at < 0 ? ends : starts) + at * MINUTE
  if (instant < starts || instant >= ends) return null
  return new Date(instant).toISOString().slice(11, 16)
}

/** The next day of that weekday at least `days` ahead of `today` (`2026-11-22`), as `2026-11-28`. */
export function nextWeekday(today: string, weekday: number, days = 5): string {
  const date = new Date(`${today}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  while (date.getUTCDay() !== weekday) date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}
