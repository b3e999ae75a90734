/** What organizers ask and change about the people of a circle. */
import { createClient, type RosterFamily, type RosterPage } from '@sidegate/server/client'

export type Family = RosterFamily
export type Guardian = Family['guardians'][number]
export type Kid = Family['kids'][number]
export type Reached = Family['reached']
export type Roster = RosterPage

export interface NewPerson {
  name: string
  email: string
  phone: string
}

const circle = createClient('').api.admin.circles[':circleId']
const { families, guardians, kids } = circle

export interface Sought {
  q: string
  state: Reached | null
}

/** A page behind `after`, or everything up to and with `through`. */
export const loadPeople = (
  circleId: string,
  { q, state }: Sought,
  place: { after?: string; through?: string },
) => circle.people.$get({ param: { circleId }, query: { q, ...(state && { state }), ...place } })

export const addFamily = (circleId: string, json: { name: string; guardian: NewPerson; kids: string[] }) =>
  families.$post({ param: { circleId }, json })
export const addGuardian = (circleId: string, familyId: string, json: NewPerson) =>
  families[':familyId'].guardians.$post({ param: { circleId, familyId }, json })
export const addKid = (circleId: string, familyId: string, name: string) =>
  families[':familyId'].kids.$post({ param: { circleId, familyId }, json: { name } })

export type Named = { kind: 'family' | 'guardian' | 'kid'; id: string; name: string }
export function rename(circleId: string, { kind, id }: Named, name: string) {
  const json = { name }
  if (kind === 'family') return families[':familyId'].$post({ param: { circleId, familyId: id }, json })
  if (kind === 'guardian')
    return guardians[':guardianId'].$post({ param: { circleId, guardianId: id }, json })
  return kids[':kidId'].$post({ param: { circleId, kidId: id }, json })
}

export const changeRoles = (
  circleId: string,
  guardianId: string,
  json: { organizer: boolean; safeguarding: boolean },
) => guardians[':guardianId'].roles.$post({ param: { circleId, guardianId }, json })
/** `everywhere`: they are signed out everywhere first. */
export const freshLink = (
  circleId: string,
  guardianId: string,
  json: { how: 'copied' | 'mailed'; everywhere: boolean },
) => guardians[':guardianId'].link.$post({ param: { circleId, guardianId }, json })

export const correctEmail = (circleId: string, guardianId: string, email: string) =>
  guardians[':guardianId'].email.$post({ param: { circleId, guardianId }, json: { email } })

export const endKidLink = (circleId: string, kidId: string, guardianId: string) =>
  kids[':kidId'].guardians[':guardianId'].end.$post({ param: { circleId, kidId, guardianId } })
export const linkKid = (circleId: string, kidId: string, guardianId: string) =>
  kids[':kidId'].guardians[':guardianId'].$post({ param: { circleId, kidId, guardianId } })

export const removeGuardian = (circleId: string, guardianId: string) =>
  guardians[':guardianId'].remove.$post({ param: { circleId, guardianId } })
export const removeFamily = (circleId: string, familyId: string) =>
  families[':familyId'].remove.$post({ param: { circleId, familyId } })
