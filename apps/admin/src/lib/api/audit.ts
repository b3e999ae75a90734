import { createClient } from '@sidegate/server/client'

const { admin } = createClient('').api

export const loadCircleAudit = (circleId: string, before: string | undefined) =>
  admin.circles[':circleId'].audit.$get({ param: { circleId }, query: before ? { before } : {} })
export const loadHouseAudit = (before: string | undefined) =>
  admin.audit.$get({ query: before ? { before } : {} })
