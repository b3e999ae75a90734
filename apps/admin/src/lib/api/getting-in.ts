/** Hand-outs, posters and the waiting room of one circle. */
import {
  createClient,
  type HandOutChoices,
  type HandOuts,
  type NewPoster,
  type Posters,
  type WaitingRoom,
} from '@sidegate/server/client'
import { load } from './console.ts'

export type { HandOutChoices, HandOuts, NewPoster }
export type Poster = Posters['posters'][number]
export type Asking = WaitingRoom['asking'][number]
export type Household = WaitingRoom['families'][number]

const circle = createClient('').api.admin.circles[':circleId']

export type Admission =
  | { as: 'guardian'; guardianId: string }
  | { as: 'family'; familyId: string }
  | { as: 'new-family'; kid: string }
  | { as: 'new-home'; kidId: string }

export const loadHandOutChoices = (circleId: string) =>
  load<HandOutChoices>(() => circle['hand-outs'].$get({ param: { circleId } }))

export const printHandOuts = (circleId: string, families: 'not-in' | string[]) =>
  circle['hand-outs'].$post({ param: { circleId }, json: { families } })

/** Who waits, and the posters by which they came. */
export async function loadWaitingRoom(circleId: string) {
  const [room, posters] = await Promise.all([
    load<WaitingRoom>(() => circle.waiting.$get({ param: { circleId } })),
    load<Posters>(() => circle.posters.$get({ param: { circleId } })),
  ])
  if ('trouble' in room) return room
  return 'trouble' in posters ? posters : { value: { ...room.value, ...posters.value } }
}

export const makePoster = (circleId: string, { days, cap }: { days: number; cap: number }) =>
  circle.posters.$post({ param: { circleId }, json: { days, cap } })

export const endPoster = (circleId: string, posterId: string) =>
  circle.posters[':posterId'].revoke.$post({ param: { circleId, posterId } })

export const letIn = (circleId: string, waitingId: string, admission: Admission, name: string) =>
  circle.waiting[':waitingId']['let-in'].$post({
    param: { circleId, waitingId },
    json: { admission, name },
  })

export const turnAway = (circleId: string, waitingId: string) =>
  circle.waiting[':waitingId']['turn-away'].$post({ param: { circleId, waitingId } })
