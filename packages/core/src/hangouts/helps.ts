/**
 * Private helps: what would make a hangout easier for one's own kid, said with a yes, read by the hosts of that hangout
 * alone, gone with it. To everyone else it is a yes like any other (house rule 7).
 */
import * as v from 'valibot'
import { isId } from '../ids.ts'

export const HELPS = ['ride', 'food-safe', 'short-visit', 'adult-stays', 'bring-nothing'] as const
export type Help = (typeof HELPS)[number]

const kidId = v.pipe(
  v.string(),
  v.check((text) => isId('kid', text)),
)

/** All of them for one kid; none takes them back. Kept in one order, so that two ways to say the same are the same. */
export const helpsSchema = v.object({
  kidId,
  helps: v.pipe(
    v.array(v.picklist(HELPS)),
    v.transform((given) => HELPS.filter((help) => given.includes(help))),
  ),
})
