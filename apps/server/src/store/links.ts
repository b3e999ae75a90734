/** Personal links: only the SHA-256 of a token is kept, so a link is seen once, when it is made. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CameIn, type ComingIn, comeIn, tellFurther } from './entering.ts'
import type { QueueMail } from './outbox.ts'
import { ownDeed } from './own-deeds.ts'
import type { Database, LinkWay } from './schema.ts'
import { hashToken, newLinkId, newToken } from './tokens.ts'
import { endUnusedLinks } from './unused-links.ts'

export interface NewLink {
  guardianId: string
  how: LinkWay
  /** null: by the command line. */
  issuedBy: string | null
  /** Paper goes on working beside it. */
  keepOthers?: boolean
  at: number
}

/** Resolves to its token. Earlier links of the same guardian that nobody has used end: new paper replaces the old. */
export async function issueLink(
  trx: Kysely<Database>,
  { guardianId, how, issuedBy, keepOthers = false, at }: NewLink,
): Promise<string> {
  if (!keepOthers) await endUnusedLinks(trx, [guardianId], at)
  const token = newToken()
  await trx
    .insertInto('personal_links')
    .values({
      id: newLinkId(),
      guardian_id: guardianId,
      token_hash: hashToken(token),
      created_at: at,
      how,
      issued_by: issuedBy,
    })
    .execute()
  return token
}

export interface LinkStore {
  /** Comes in by a personal link; null when there is no such link. */
  open(opening: { linkHash: Uint8Array } & Omit<ComingIn, 'guardians'>): Promise<OpenedLink | null>
  /** A new one of one's own, to send to one's other phone. */
  issueOwn(guardianId: string, at: number): Promise<string>
}

export type OpenedLink = CameIn & { guardianId: string; circleId: string }

export function createLinkStore(db: Kysely<Database>, queueMail: QueueMail): LinkStore {
  return {
    open: ({ linkHash, ...coming }) =>
      db.transaction().execute(async (trx) => {
        const link = await findLink(trx, linkHash)
        if (!link) return null
        const { id: linkId, guardian_id: guardianId, circle_id: circleId } = link
        const level = isWayIn(link) ? 'full' : 'answers'
        const arriving = { guardianId, level, proves: proves(link), linkId } as const
        // First of all: coming in ends those that nobody has used.
        await trx
          .updateTable('personal_links')
          .set({ used_at: link.used_at ?? coming.at, last_used_at: coming.at })
          .where('id', '=', linkId)
          .execute()
        const cameIn = await comeIn(trx, { ...coming, guardians: [arriving] })
        await tellFurther(trx, queueMail, cameIn, coming)
        return { ...cameIn, guardianId, circleId }
      }),

    issueOwn: (guardianId, at) =>
      db.transaction().execute(async (trx) => {
        await writeAudit(trx, {
          at,
          act: 'link-issued',
          ...(await ownDeed(trx, guardianId)),
          detail: { how: 'own' },
        })
        return issueLink(trx, { guardianId, how: 'own', issuedBy: guardianId, at })
      }),
  }
}

const findLink = (trx: Kysely<Database>, linkHash: Uint8Array) =>
  trx
    .selectFrom('personal_links')
    .innerJoin('guardians', 'guardians.id', 'personal_links.guardian_id')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .leftJoin('guardians as issuer', 'issuer.id', 'personal_links.issued_by')
    .select([
      'personal_links.id',
      'personal_links.used_at',
      'personal_links.created_at',
      'personal_links.how',
      'personal_links.issued_by',
      'guardians.id as guardian_id',
      'guardians.joined_at',
      'guardians.family_id',
      'guardians.organizer',
      'guardians.operator',
      'guardians.safeguarding',
      'families.circle_id',
      'issuer.operator as issuer_operator',
      'issuer.organizer as issuer_organizer',
      'issuer.family_id as issuer_family_id',
      'issuer.left_at as issuer_left_at',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('passkey_guardians')
            .select('passkey_id')
            .whereRef('passkey_guardians.guardian_id', '=', 'guardians.id'),
        )
        .as('has_passkey'),
    )
    .where('personal_links.token_hash', '=', linkHash)
    .where('personal_links.revoked_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .where('families.left_at', 'is', null)
    .executeTakeFirst()

type Found = NonNullable<Awaited<ReturnType<typeof findLink>>>

/**
 * Whether who opens it is in wholly: its first device, as long as it is what its guardian needs to come in. Who is in
 * already has other mails and slips in a drawer, or forwarded: only what was made since, and meant for a further device or
 * a new beginning, is more than a question who it is. Paper goes through many hands, so that never.
 */
function isWayIn({ used_at, joined_at, created_at, how }: Found): boolean {
  if (used_at !== null) return false
  return joined_at === null || (how !== 'printed' && created_at >= joined_at)
}

/**
 * Whether having a link shows who one is, for powers: by its first use alone, and not what one made for oneself, for that
 * takes nothing but an open phone. Nobody gains by a link that they made for somebody the powers that they lack
 * themselves, nor once they have left.
 */
function proves(link: Found): boolean {
  if (link.used_at !== null) return isWayBack(link)
  if (link.issued_by === null) return true
  if (link.issued_by === link.guardian_id || link.issuer_left_at !== null) return false
  if (link.issuer_operator === 1) return true
  if (link.operator === 1 || link.safeguarding === 1) return false
  return link.issuer_organizer === 1 || (link.organizer === 0 && link.issuer_family_id === link.family_id)
}

/** The link that the setup gives its operator to keep, as long as there is no better way: a passkey. */
const isWayBack = ({ how, issued_by, operator, has_passkey }: Found): boolean =>
  how === 'own' && issued_by === null && operator === 1 && !has_passkey
