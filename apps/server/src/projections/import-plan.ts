/**
 * A plan of an import as its organizer sees it. What the list says is theirs to see; what stands in the circle already
 * is not: of a guardian who is there, only the contact that the list itself brings is named.
 */
import type { ImportPlan } from '@sidegate/core/import/plan'
import type { PlannedGuardian, PlannedHome, Standing } from '@sidegate/core/import/planned'

export interface DryRunPerson {
  ref: string
  name: string
  standing: Standing
}
export interface DryRunGuardian extends DryRunPerson {
  /** As the list brings them; null: it brings nothing new. */
  email: string | null
  phone: string | null
}
export interface DryRunKid extends DryRunPerson {
  /** The kid has another home, too. */
  twoHomes: boolean
}
export interface DryRunFamily extends Omit<PlannedHome, 'id'> {
  guardians: DryRunGuardian[]
  kids: DryRunKid[]
}

export interface DryRun extends Pick<ImportPlan, 'counts' | 'questions' | 'unclear' | 'notes'> {
  digest: string
  families: DryRunFamily[]
}

export function dryRunOf(plan: ImportPlan, digest: string): DryRun {
  const { counts, questions, unclear, notes } = plan
  const guardiansByHome = Map.groupBy(plan.guardians, ({ homeRef }) => homeRef)
  const homeByGuardian = new Map(plan.guardians.map(({ ref, homeRef }) => [ref, homeRef]))
  const kidsByHome = new Map<string, DryRunKid[]>()
  for (const { ref, name, standing, guardianRefs } of plan.kids) {
    const homes = new Set(guardianRefs.flatMap((guardian) => homeByGuardian.get(guardian) ?? []))
    for (const home of homes)
      kidsByHome.set(home, [
        ...(kidsByHome.get(home) ?? []),
        { ref, name, standing, twoHomes: homes.size > 1 },
      ])
  }
  return {
    digest,
    counts,
    questions,
    unclear,
    notes,
    families: plan.homes.map(({ ref, name, standing, rows }) => ({
      ref,
      name,
      standing,
      rows,
      guardians: (guardiansByHome.get(ref) ?? []).map(seen),
      kids: kidsByHome.get(ref) ?? [],
    })),
  }
}

function seen({ ref, id, name, standing, email, phone, changes }: PlannedGuardian): DryRunGuardian {
  return {
    ref,
    name,
    standing,
    email: id === null || changes.includes('email') ? email : null,
    phone: id === null || changes.includes('phone') ? phone : null,
  }
}
