/**
 * Fractional indexes: text keys between two others, so that two phones can insert at once without moving anyone
 * else's record. Equal keys are legal; readers break the tie by id.
 *
 * Whoever inserts again and again at one spot goes one way: on behind what they put last, or ever ahead of it. Then a
 * key takes the next number instead of the half, and numbers get more digits as they grow: behind n leading `z` come
 * n + 1 digits, and so on ahead of n leading `0`. Keys grow by the logarithm of the insertions, where halving used up
 * 64 digits after some 320.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const FIRST = '0'
const LAST = 'z'
const MIDDLE = 'V'

/** The longest key that a field takes. */
export const MAX_ORDER = 64

/** A key that sorts after `before` and ahead of `after`; '' stands for the start, null for the end. */
export function orderBetween(before: string, after: string | null): string {
  const key = between(before, after)
  // Only somebody's key of 64 `z`, or endless zigzag, leads here: a tie with `before`, never an edit that can't be made.
  return key.length <= MAX_ORDER ? key : before.slice(0, MAX_ORDER)
}

function between(before: string, after: string | null): string {
  if (after === null || before >= after) return next(before)
  if (before === '') return previous(after)
  let shared = 0
  while (shared < before.length && before[shared] === after[shared]) shared++
  // All that begins like `before` and goes on sorts ahead of `after`, unless that begins so too.
  if (shared === before.length) {
    const rest = previous(after.slice(shared))
    return before + rest
  }
  const low = DIGITS.indexOf(before[shared] as string)
  const high = DIGITS.indexOf(after[shared] as string)
  const isRoom = high - low > 1 && before.length === shared + 1 && after.length === shared + 1
  if (isRoom) return before.slice(0, shared) + DIGITS[low + ((high - low) >> 1)]
  // The longer one was put there last.
  if (after.length > before.length && after.length > shared + 1)
    return after.slice(0, shared + 1) + previous(after.slice(shared + 1))
  return before.slice(0, shared + 1) + next(before.slice(shared + 1))
}

export function orderAfter(keys: readonly string[]): string {
  return orderBetween(
    keys.reduce((last, key) => (key > last ? key : last), ''),
    null,
  )
}

/** The next number: `V` -> `W`, `z` -> `z01`, `zz` -> `zz001`. It never ends in `0`, so that there is room ahead of it. */
function next(key: string): string {
  if (key === '') return MIDDLE
  const level = leading(key, LAST)
  const digits = [...key.slice(level, 2 * level + 1).padEnd(level + 1, FIRST)]
  for (let i = digits.length - 1; ; i--) {
    if (digits[i] !== LAST) {
      digits[i] = DIGITS[DIGITS.indexOf(digits[i] as string) + 1] as string
      break
    }
    digits[i] = FIRST
  }
  return key.slice(0, level) + digits.join('').replace(/0+$/, '')
}

/** The number before: `V` -> `U`, `1` -> `0zz`, `001` -> `000zzzz`. Of nothing but `0` there is none. */
function previous(key: string): string {
  const level = leading(key, FIRST)
  const rest = key.slice(level)
  if (rest === '') return key + MIDDLE
  const digits = [...rest.slice(0, level + 1).padEnd(level + 1, FIRST)]
  for (let i = digits.length - 1; i >= 0; i--) {
    if (digits[i] !== FIRST) {
      digits[i] = DIGITS[DIGITS.indexOf(digits[i] as string) - 1] as string
      break
    }
    digits[i] = LAST
  }
  const number = digits.join('').replace(/0+$/, '')
  if (number !== '') return key.slice(0, level) + number
  return FIRST.repeat(level + 1) + LAST.repeat(level + 2)
}

function leading(key: string, digit: string): number {
  let count = 0
  while (key[count] === digit) count++
  return count
}
