import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find, room12, type SampleCircle } from '@sidegate/core/testing/room-12'
import { foundCircle, freshBytes } from '../seed/found.ts'
import { startServer } from '../server.ts'
import type { Store } from '../store/store.ts'
import { hashToken, newLinkId, newToken } from '../store/tokens.ts'
import type { CliContext } from './context.ts'
import { advice } from './serve.ts'

/** The people of the story whom one can be, on as many devices as one likes. */
const PEOPLE = [
  { who: "Luka's mother", guardian: 'Jelena', role: 'host' },
  { who: "Mara, Tessa's and Leo's mother", guardian: 'Mara', role: 'guest' },
  { who: "Santiago's father", guardian: 'Rafael', role: 'co-host' },
  { who: "The organizer, Bennett's mother", guardian: 'Grace', role: 'organizer' },
  { who: "The operator, Malik's father", guardian: 'Idris', role: 'operator' },
] as const

/** The server on a throw-away folder with the story's circle, and a personal link for each person of the story. */
export async function demo(context: CliContext, { json }: { json: boolean }): Promise<void> {
  const { config, log, now, here, print, stopped } = context
  const dataDir = await mkdtemp(join(tmpdir(), 'sidegate-demo-'))
  try {
    const circle = room12({ now: now(), bytes: freshBytes })
    const tokens: string[] = []
    const running = await startServer({
      config: { ...config, dataDir },
      log,
      now,
      here,
      async prepare(store) {
        await store.nameHouse(circle.house)
        await foundCircle(store, circle, now())
        for (const { guardian } of PEOPLE) tokens.push(await addLink(store, circle, guardian, now()))
      },
    })
    const people = PEOPLE.map(({ who, guardian, role }, i) => ({
      who,
      name: guardian,
      role,
      link: `${running.url}/l/${tokens[i]}`,
    }))
    const hangout = circle.hangouts[0]?.id
    if (json) print(`${JSON.stringify({ url: running.url, people, hangout, circle: circle.id })}\n`)
    else
      print(
        welcome(running.url, people) +
          advice(config, running.url)
            .map((line) => `\n${line}\n`)
            .join(''),
      )
    await stopped
    await running.stop()
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function addLink(store: Store, circle: SampleCircle, name: string, at: number): Promise<string> {
  const token = newToken()
  const guardianId = find(circle.guardians, name).id
  await store.sessions.addLink({ id: newLinkId(), guardianId, tokenHash: hashToken(token), at })
  return token
}

function welcome(url: string, people: { who: string; role: string; link: string }[]): string {
  const lines = people.map(({ who, role, link }) => `  ${who} (${role})\n    ${link}\n`)
  return (
    `Sidegate's demo is at ${url}\n` +
    'Open two of these links in two browsers (or one private window) and edit the same plan.\n' +
    'Everything is made up, and gone when you stop it with Ctrl-C.\n\n' +
    lines.join('')
  )
}
