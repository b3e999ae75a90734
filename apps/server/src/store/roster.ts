/**
 * Who is in a circle, as its organizers read it: families with their guardians and kids, contacts masked, and how far
 * each guardian's own way in has got. That is known from links and mails alone; who looked at what is known to nobody.
 * Names are sealed, so what is sought and how it is sorted is decided here and not in SQL.
 */
import { maskEmail, maskPhone } from '@sidegate/core/people/masks'
import type { Kysely } from 'kysely'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import { createOpenNames } from './opened-names.ts'
import { type Reached, reachedOf, reachOfGuardians } from './reached.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface RosterGuardian {
  id: string
  name: string
  /** Masked. */
  email: string | null
  phone: string | null
  organizer: boolean
  safeguarding: boolean
  operator: boolean
  reached: Reached
  /** The last mail to them, about whatever, came back. */
  mailFault: boolean
}

export interface RosterKid {
  id: string
  name: string
  /** Everyone who answers for this kid, in whichever home. */
  guardians: { id: string; name: string; familyId: string }[]
}

export interface RosterFamily {
  id: string
  name: string
  reached: Reached
  guardians: RosterGuardian[]
  kids: RosterKid[]
}

/** Whom to show: who fits all words of `q` by any name, of one state or of all. */
export interface RosterQuery {
  circleId: string
  q: string
  reached: Reached | null
  /** The family after which to go on; null: from the beginning. */
  after: string | null
  /** Up to and with this family, however many: what is on a screen already, once more. */
  through: string | null
  limit: number
}

export interface RosterPage {
  families: RosterFamily[]
  /** How many fit, on all pages. */
  found: number
  /** There are more behind the last one shown. */
  more: boolean
}

export interface RosterCounts {
  families: number
  familiesIn: number
  kids: number
  /** Families none of whose guardians has a link, or whose mail came back. */
  notReached: number
  /** Those whose mail came back. */
  faults: number
}

export interface RosterStore {
  /** By name, then id. A family that has left still marks the place where it stood. */
  page(query: RosterQuery): Promise<RosterPage>
  /** null alike when there is none and when it is another circle's. */
  family(circleId: string, familyId: string): Promise<RosterFamily | null>
  counts(circleId: string): Promise<RosterCounts>
}

interface SealedContacts {
  email: Uint8Array | null
  phone: Uint8Array | null
  wrapped: Uint8Array
}
type Guardian = Omit<RosterGuardian, 'email' | 'phone'> & { familyId: string; sealed: SealedContacts }
type Family = Omit<RosterFamily, 'guardians'> & { guardians: Guardian[] }
type Mark = Pick<RosterFamily, 'id' | 'name'>

const collator = new Intl.Collator('en')
const inOrder = (a: Mark, b: Mark) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)

export function createRosterStore(db: Kysely<Database>, names: Names, vault: Vault): RosterStore {
  const openNames = createOpenNames()
  return {
    async page({ circleId, q, reached, after, through, limit }) {
      const all = await familiesOf(circleId)
      const words = plain(q).split(' ').filter(Boolean)
      const found = all.filter(
        (family) => (reached === null || family.reached === reached) && hasAll(family, words),
      )
      const from = after === null ? 0 : await placeBehind(circleId, found, after)
      const until = through === null ? from + limit : await placeBehind(circleId, found, through)
      return {
        families: found.slice(from, until).map(withContacts),
        found: found.length,
        more: until < found.length,
      }
    },

    async family(circleId, familyId) {
      const family = (await familiesOf(circleId)).find(({ id }) => id === familyId)
      return family ? withContacts(family) : null
    },

    async counts(circleId) {
      const reachById = await reachOfGuardians(db, circleId)
      const guardians = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .select(['guardians.id', 'guardians.family_id'])
        .where('families.circle_id', '=', circleId)
        .where('guardians.left_at', 'is', null)
        .execute()
      const { kids } = await db
        .selectFrom('kids')
        .select((eb) => eb.fn.countAll<number>().as('kids'))
        .where('circle_id', '=', circleId)
        .where('left_at', 'is', null)
        .executeTakeFirstOrThrow()
      const families = [...Map.groupBy(guardians, (row) => row.family_id).values()].map((own) =>
        reachedOf(own.map(({ id }) => reachById.get(id)?.reached ?? 'no-link')),
      )
      return {
        families: families.length,
        familiesIn: families.filter((reached) => reached === 'in').length,
        kids: Number(kids),
        notReached: families.filter((reached) => reached === 'fault' || reached === 'no-link').length,
        faults: families.filter((reached) => reached === 'fault').length,
      }
    },
  }

  async function familiesOf(circleId: string): Promise<Family[]> {
    const families = await familiesWithKey(db)
      .where('families.circle_id', '=', circleId)
      .where('families.left_at', 'is', null)
      .execute()
    const nameById = await openNames(families, names.family)
    const guardians = await guardiansOf(circleId)
    const kids = await kidsOf(circleId, guardians)
    const kidsByFamily = new Map<string, Set<RosterKid>>()
    for (const kid of kids)
      for (const { familyId } of kid.guardians)
        kidsByFamily.set(familyId, (kidsByFamily.get(familyId) ?? new Set()).add(kid))
    const guardiansByFamily = Map.groupBy(guardians, (guardian) => guardian.familyId)
    return families
      .map((row) => {
        const own = guardiansByFamily.get(row.id) ?? []
        return {
          id: row.id,
          name: nameById.get(row.id) ?? '',
          reached: reachedOf(own.map((guardian) => guardian.reached)),
          guardians: own,
          kids: [...(kidsByFamily.get(row.id) ?? [])],
        }
      })
      .sort(inOrder)
  }

  async function guardiansOf(circleId: string): Promise<Guardian[]> {
    const rows = await db
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
      .select(['guardians.id', 'guardians.name', 'guardians.family_id', 'guardians.email', 'guardians.phone'])
      .select(['guardians.organizer', 'guardians.operator', 'guardians.safeguarding', 'data_keys.wrapped'])
      .where('families.circle_id', '=', circleId)
      .where('guardians.left_at', 'is', null)
      .orderBy('guardians.created_at')
      .orderBy('guardians.id')
      .execute()
    const nameById = await openNames(rows, names.guardian)
    const reachById = await reachOfGuardians(db, circleId)
    return rows.map((row) => {
      const { reached = 'no-link', mailFault = false } = reachById.get(row.id) ?? {}
      return {
        id: row.id,
        name: nameById.get(row.id) ?? '',
        familyId: row.family_id,
        organizer: row.organizer === 1,
        safeguarding: row.safeguarding === 1,
        operator: row.operator === 1,
        reached,
        mailFault,
        sealed: { email: row.email, phone: row.phone, wrapped: row.wrapped },
      }
    })
  }

  async function kidsOf(circleId: string, guardians: Guardian[]): Promise<RosterKid[]> {
    const kids = await kidsWithKey(db)
      .where('kids.circle_id', '=', circleId)
      .where('kids.left_at', 'is', null)
      .orderBy('kids.created_at')
      .orderBy('kids.id')
      .execute()
    const links = await db
      .selectFrom('kid_guardians')
      .innerJoin('kids', 'kids.id', 'kid_guardians.kid_id')
      .select(['kid_guardians.kid_id', 'kid_guardians.guardian_id'])
      .where('kids.circle_id', '=', circleId)
      .execute()
    const nameById = await openNames(kids, names.kid)
    const linksByKid = Map.groupBy(links, (link) => link.kid_id)
    const guardiansById = new Map(guardians.map((guardian) => [guardian.id, guardian]))
    return kids.map((row) => ({
      id: row.id,
      name: nameById.get(row.id) ?? '',
      guardians: (linksByKid.get(row.id) ?? []).flatMap((link) => {
        const guardian = guardiansById.get(link.guardian_id)
        return guardian ? [{ id: guardian.id, name: guardian.name, familyId: guardian.familyId }] : []
      }),
    }))
  }

  function withContacts({ guardians, ...family }: Family): RosterFamily {
    return {
      ...family,
      guardians: guardians.map(({ sealed, familyId, ...guardian }) => {
        const open = (column: 'email' | 'phone') => {
          const bytes = sealed[column]
          const place = { table: 'guardians', column, row: guardian.id }
          return bytes && vault.open(familyId, sealed.wrapped, place, bytes)
        }
        const email = open('email')
        const phone = open('phone')
        return { ...guardian, email: email && maskEmail(email), phone: phone && maskPhone(phone) }
      }),
    }
  }

  /** How many of them stand before or at this family; none when nobody knows it any more. */
  async function placeBehind(circleId: string, found: Family[], familyId: string): Promise<number> {
    const mark = found.find(({ id }) => id === familyId) ?? (await leftFamily(circleId, familyId))
    return mark ? found.filter((family) => inOrder(family, mark) <= 0 || family.id === mark.id).length : 0
  }

  async function leftFamily(circleId: string, familyId: string): Promise<Mark | null> {
    const row = await familiesWithKey(db)
      .where('families.id', '=', familyId)
      .where('families.circle_id', '=', circleId)
      .executeTakeFirst()
    return row ? { id: row.id, name: names.family(row) } : null
  }
}

/** Without case and accents: "lucia" finds "Lucía". */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

function hasAll({ name, guardians, kids }: Family, words: string[]): boolean {
  if (words.length === 0) return true
  const all = [name, ...guardians.map((guardian) => guardian.name), ...kids.map((kid) => kid.name)].map(plain)
  return words.every((word) => all.some((one) => one.includes(word)))
}
