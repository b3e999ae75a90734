/**
 * How far a guardian's own way in has got, told by what was sent and what came back, never by what somebody looked at:
 * there are no "seen" marks (house rule 6).
 */
import type { Kysely } from 'kysely'
import type { Database, LinkWay } from './schema.ts'

/** `fault`: the mail with the last link came back; `no-link`: none was made, or the last one was ended unused. What news of hangouts bring along doesn't count. */
export const REACHED = ['in', 'invited', 'fault', 'no-link'] as const
export type Reached = (typeof REACHED)[number]

export interface Reach {
  reached: Reached
  /** The last mail to them that was tried came back; what a small hangout is about doesn't count. */
  mailFault: boolean
}

/** By guardian: of everyone in the circle who has not left. */
export async function reachOfGuardians(db: Kysely<Database>, circleId: string): Promise<Map<string, Reach>> {
  const guardians = await db
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select(['guardians.id', 'guardians.joined_at'])
    .where('families.circle_id', '=', circleId)
    .where('guardians.left_at', 'is', null)
    .execute()
  const links = await db
    .selectFrom('personal_links')
    .innerJoin('guardians', 'guardians.id', 'personal_links.guardian_id')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select(['personal_links.guardian_id', 'personal_links.how', 'personal_links.created_at'])
    .where('families.circle_id', '=', circleId)
    .where('personal_links.revoked_at', 'is', null)
    // It would tell an organizer that a hangout went out to somebody, whoever it is for (house rule 3).
    .where('personal_links.how', '!=', 'along')
    .orderBy('personal_links.created_at')
    .execute()
  const mails = await db
    .selectFrom('outbox')
    .leftJoin('hangouts', 'hangouts.id', 'outbox.hangout_id')
    .select(['outbox.guardian_id', 'outbox.kind', 'outbox.state'])
    .where('outbox.circle_id', '=', circleId)
    // Of hangouts that organizers know of; of the others nothing, not even that a mail came back.
    .where((eb) => eb.or([eb('outbox.hangout_id', 'is', null), eb('hangouts.whole_circle', '=', 1)]))
    .orderBy('outbox.made_at')
    .execute()
  const linksByGuardian = Map.groupBy(links, (link) => link.guardian_id)
  const mailsByGuardian = Map.groupBy(mails, (mail) => mail.guardian_id)
  return new Map(
    guardians.map(({ id, joined_at: joinedAt }) => {
      const own = mailsByGuardian.get(id) ?? []
      const mailFault = cameBack(own.findLast((mail) => !isPending(mail)))
      const isComing = own.some((mail) => mail.kind === 'link' && isPending(mail))
      const link = linksByGuardian.get(id)?.at(-1)
      return [id, { reached: reach({ isIn: joinedAt !== null, link, isComing, mailFault }), mailFault }]
    }),
  )
}

/** A family is as far as the one of its guardians who got furthest. */
export const reachedOf = (guardians: readonly Reached[]): Reached =>
  REACHED.find((state) => guardians.includes(state)) ?? 'no-link'

interface Known {
  isIn: boolean
  /** The last one that still leads in. */
  link: { how: LinkWay } | undefined
  /** A mail with a link is on its way. */
  isComing: boolean
  mailFault: boolean
}

function reach({ isIn, link, isComing, mailFault }: Known): Reached {
  if (isIn) return 'in'
  // On paper, or copied by hand: a mail that came back says nothing about it.
  if (isComing || (link && link.how !== 'mailed')) return 'invited'
  if (mailFault) return 'fault'
  return link ? 'invited' : 'no-link'
}

type Mail = Pick<Database['outbox'], 'state'>
const isPending = ({ state }: Mail) => state === 'waiting' || state === 'leased'
const cameBack = (mail: Mail | undefined) => mail?.state === 'failed' || mail?.state === 'bounced'
