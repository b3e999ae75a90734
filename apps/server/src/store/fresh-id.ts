import { randomBytes } from 'node:crypto'
import { type IdPrefix, prefixedId } from '@sidegate/core/ids'

/** A new id of a person or a circle; core makes no randomness of its own. */
export const freshId = (prefix: IdPrefix): string => prefixedId(prefix, randomBytes(16))
