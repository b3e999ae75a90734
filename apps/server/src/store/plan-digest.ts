/** A plan's fingerprint: what is written must be what was shown. */
import { createHash } from 'node:crypto'
import type { ImportPlan } from '@sidegate/core/import/plan'

export const digestOf = ({ homes, guardians, kids, unclear }: ImportPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([homes, guardians, kids, unclear]))
    .digest('base64url')
