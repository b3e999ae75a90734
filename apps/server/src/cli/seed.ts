import { formatAddress } from '@sidegate/core/documents/address'
import { addressToUrl } from '../public-url.ts'
import { firstAddress, foundCircle, freshBytes } from '../seed/found.ts'
import { madeUpCircle, type Sizes } from '../seed/made-up.ts'
import { StartupFault } from '../store/folder.ts'
import { openStore, type Store } from '../store/store.ts'
import { hashToken, newSessionId, newToken } from '../store/tokens.ts'
import type { CliContext } from './context.ts'

export interface SeedOptions extends Sizes {
  circles: number
  json: boolean
}

/** What `seed --json` prints: addresses of every document, and one bearer token per guardian. */
export interface Seeded {
  url: string
  circles: SeededCircle[]
}

interface SeededCircle {
  id: string
  name: string
  board: string
  guardians: {
    id: string
    name: string
    role: 'guardian' | 'organizer' | 'operator'
    family: string
    token: string
  }[]
  hangouts: { id: string; title: string; plan: string; play: string }[]
}

/** Fills an empty data folder with made-up people. */
export async function seed({ config, now, print }: CliContext, options: SeedOptions): Promise<void> {
  const store = await openStore({ dataDir: config.dataDir, now })
  try {
    if (!(await store.people.isEmpty()))
      throw new StartupFault(
        `The data folder ${config.dataDir} is not empty: seed fills empty folders only, so set DATA_DIR to a new one.`,
      )
    const seeded: Seeded = { url: config.publicUrl ?? addressToUrl(config.host, config.port), circles: [] }
    for (let number = 1; number <= options.circles; number++)
      seeded.circles.push(await seedCircle(store, number, options, now()))
    const guardians = seeded.circles.reduce((sum, circle) => sum + circle.guardians.length, 0)
    print(
      options.json
        ? `${JSON.stringify(seeded)}\n`
        : `${seeded.circles.length} circles with ${guardians} guardians are in ${config.dataDir}. With --json their tokens are printed.\n`,
    )
  } finally {
    await store.close()
  }
}

async function seedCircle(store: Store, number: number, sizes: Sizes, at: number): Promise<SeededCircle> {
  const circle = madeUpCircle(number, sizes, { now: at, bytes: freshBytes })
  if (number === 1) await store.nameHouse(circle.house)
  await foundCircle(store, circle, at)
  const tokens = circle.guardians.map((guardian) => ({ guardian, token: newToken() }))
  await store.sessions.open(
    ...tokens.map(({ guardian, token }) => ({
      id: newSessionId(),
      tokenHash: hashToken(token),
      guardianId: guardian.id,
      at,
    })),
  )
  return {
    id: circle.id,
    name: circle.name,
    board: formatAddress(firstAddress('board', circle.id)),
    guardians: tokens.map(({ guardian: { id, name, familyId, organizer, operator }, token }) => ({
      id,
      name,
      role: organizer ? 'organizer' : operator ? 'operator' : 'guardian',
      family: familyId,
      token,
    })),
    hangouts: circle.hangouts.map(({ id, plan }) => ({
      id,
      title: plan.frame.title,
      plan: formatAddress(firstAddress('plan', id)),
      play: formatAddress(firstAddress('play', id)),
    })),
  }
}
