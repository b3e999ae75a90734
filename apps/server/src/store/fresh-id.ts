/** New ids; core makes no randomness of its own. */
import { randomBytes } from 'node:crypto'
import { type IdPrefix, newId, prefixedId } from '@sidegate/core/ids'

/** Of a person, a circle or a hangout. */
export const freshId = (prefix: IdPrefix): string => prefixedId(prefix, randomBytes(16))

/** As ties in a circle's order of ideas are broken by. */
export const freshSeed = (): string => newId(randomBytes(16))
