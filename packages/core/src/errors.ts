/** The reasons of HTTP errors, `{ error: reason }`. What one may not see answers as what doesn't exist. */
export const ERROR_REASONS = [
  'signed-out', // no session: sign in again
  'not-found', // unknown or forbidden, the same answer (house rule 3)
  'invalid', // with `fields`: which input, and why
  'forbidden-origin', // the request came from another site
  'too-fast', // rate limit; try again in a minute
  'confirm-first', // this device hasn't shown yet whose it is
  'prove-again', // shown too long ago who they are, for what they ask
  'too-many', // a bound on how many of these there may be
  'expired', // it was good once
  'no-mail', // there is no mail server, or no address
  'changed-since', // what was to be undone isn't as it was left any more
  'over', // the hangout has ended, it is read only
  'off', // the hangout is called off, it is read only
  'not-now', // the server can't save at the moment
  'internal', // a bug, logged with `id`
] as const
export type ErrorReason = (typeof ERROR_REASONS)[number]
