/** Personal links: only the SHA-256 of a token is kept, so a link is seen once, when it is made. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CameIn, type ComingIn, comeIn, tellFurther } from './entering.ts'
import type { QueueMail } from './outbox.ts'
import { ownDeed } from './own-deeds.ts'
import type { Database, LinkWay } from './schema.ts'
import { hashToken, newLinkId, newToken } from './tokens.ts'

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
  if (!keepOthers)
    await trx
      .updateTable('personal_links')
      .set({ revoked_at: at })
      .where('guardian_id', '=', guardianId)
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .execute()
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
        // A link's first device is its guardian's; whoever comes later by the same link is asked who it is.
        const level = link.used_at === null ? 'full' : 'answers'
        const arriving = { guardianId, level, proves: proves(link), linkId } as const
        const cameIn = await comeIn(trx, { ...coming, guardians: [arriving] })
        await tellFurther(trx, queueMail, cameIn, coming)
        await trx
          .updateTable('personal_links')
          .set({ used_at: link.used_at ?? coming.at, last_used_at: coming.at })
          .where('id', '=', linkId)
          .execute()
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
      'personal_links.issued_by',
      'guardians.id as guardian_id',
      'guardians.organizer',
      'guardians.operator',
      'guardians.safeguarding',
      'families.circle_id',
      'issuer.operator as issuer_operator',
      'issuer.organizer as issuer_organizer',
    ])
    .where('personal_links.token_hash', '=', linkHash)
    .where('personal_links.revoked_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .where('families.left_at', 'is', null)
    .executeTakeFirst()

/**
 * Whether having a link shows who one is, for powers. What one made for oneself doesn't: it takes nothing but an open
 * phone to make. And nobody gains by a link that they made for somebody the powers that they lack themselves.
 */
function proves(link: NonNullable<Awaited<ReturnType<typeof findLink>>>): boolean {
  if (link.issued_by === null || link.issuer_operator === 1) return link.issued_by !== link.guardian_id
  if (link.issued_by === link.guardian_id || link.operator === 1 || link.safeguarding === 1) return false
  return link.organizer === 0 || link.issuer_organizer === 1
}
