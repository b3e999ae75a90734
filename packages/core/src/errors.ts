/** The reasons of HTTP errors, `{ error: reason }`. What one may not see answers as what doesn't exist. */
export const ERROR_REASONS = [
  'signed-out', // no session: sign in again
  'not-found', // unknown or forbidden, the same answer (house rule 3)
  'invalid', // with `fields`: which input, and why
  'forbidden-origin', // the request came from another site
  'too-fast', // rate limit; try again in a minute
  'changed-since', // what was to be undone isn't as it was left any more
  'over', // the hangout has ended, it is read only
  'not-now', // the server can't save at the moment
  'internal', // a bug, logged with `id`
] as const
export type ErrorReason = (typeof ERROR_REASONS)[number]
