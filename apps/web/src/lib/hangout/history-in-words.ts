/** What changed, in words: who did what where, and the values that a reader can make something of. */
import { formatClock, formatShortDay, localTimeAt } from '@sidegate/core/dates'
import type { PlanState } from '@sidegate/core/documents/plan'
import type { HistoryChange } from '#lib/api/shapes.ts'
import type { Words } from '#lib/words/en.ts'

type Scalar = string | number | boolean | null
type Where = Pick<HistoryChange, 'path' | 'label'>

/** "the note of Brownies", "Notes", "Nut-free table". */
export function placeInWords({ path, label }: Where, { plan, frame, history }: Words): string {
  const [root = '', key = '', field] = path.split('/')
  const title = label ?? history.something
  if (root === 'about' || root === 'notes') return plan[root]
  if (root === 'needs') return plan.need[key as keyof PlanState['needs']] ?? history.something
  if (root === 'frame') {
    const names: Record<string, string> = {
      title: frame.name,
      startsAt: frame.starts,
      endsAt: frame.ends,
      area: frame.area,
      rainPlan: frame.rainPlan,
    }
    return names[key] ?? frame.title
  }
  if (root === 'claims') return history.fieldOf(history.fields.quantity, title)
  const name = field && history.fields[field as keyof typeof history.fields]
  return name ? history.fieldOf(name, title) : title
}

/** "took on Brownies", "changed the note of Brownies": after a name. */
export function deedInWords(change: HistoryChange, words: Words): string {
  const { did, something } = words.history
  const { path, label, what, who } = change
  const you = who?.you === true
  if (path.startsWith('claims/') && what === 'added') return did.took(label ?? something, you)
  if (path.startsWith('claims/') && what === 'removed') return did.freed(label ?? something, you)
  return did[label === null && what === 'removed' ? 'cut' : what](placeInWords(change, words), you)
}

/** null: nothing that a reader knows, as the order in a list. */
export function valueInWords(path: string, value: Scalar, words: Words): string | null {
  const [root, key = '', field] = path.split('/')
  if (value === null || value === '') return null
  if (typeof value === 'boolean') return value ? words.history.yes : words.history.no
  if (typeof value === 'number') return String(value)
  if (field === 'order' || key === 'drawing' || key === 'zone') return null
  if (field === 'kind') return words.plan.kinds[value as keyof Words['plan']['kinds']] ?? null
  if (field === 'at') return formatClock(value, words.locale)
  if (root === 'frame' && key === 'costBand') return words.cost[value as keyof Words['cost']] ?? null
  if (root === 'frame' && key === 'state') return words.state[value as keyof Words['state']] ?? null
  if (root === 'frame' && key.endsWith('At'))
    return `${formatShortDay(value, words.locale)}, ${formatClock(value.slice(11), words.locale)}`
  return value
}

/** An instant in the circle's zone: "Sat, Nov 28, 2:05 PM". */
export function momentInWords(at: number, zone: string, locale: string): string {
  const local = localTimeAt(at, zone)
  return `${formatShortDay(local, locale)}, ${formatClock(local.slice(11), locale)}`
}
