/**
 * Fractional indexes: text keys between two others, so that two phones can insert at once without moving anyone
 * else's record. Equal keys are legal; readers break the tie by id.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length

/** A key that sorts after `before` and ahead of `after`; '' stands for the start, null for the end. */
export function orderBetween(before: string, after: string | null): string {
  let key = ''
  for (let i = 0; ; i++) {
    const low = i < before.length ? DIGITS.indexOf(before[i] as string) : 0
    const isTied = after !== null && key === after.slice(0, i)
    const high = isTied ? (i < after.length ? DIGITS.indexOf(after[i] as string) : 0) : BASE
    // At the end of a list the smallest step: halving would let keys outgrow their field after 400 additions.
    const step = after === null && i < before.length ? 1 : Math.floor((high - low) / 2)
    if (high - low > 1) return key + DIGITS[low + step]
    // Nothing fits between the two digits: keep the lower one and look one place further.
    key += DIGITS[low]
    if (i > before.length + (after?.length ?? 0)) return key + DIGITS[BASE >> 1]
  }
}

export function orderAfter(keys: readonly string[]): string {
  return orderBetween(
    keys.reduce((last, key) => (key > last ? key : last), ''),
    null,
  )
}
