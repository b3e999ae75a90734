/**
 * Making and sending hangouts while the process is killed with -9: what was acknowledged is there, nothing is half made
 * (rows without documents, a list without kids), and the same command once more is the same hangout.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomFrom } from './phone.ts'
import { makeServer, type ServerProcess } from './server.ts'

const SEED = Number(process.env.SEED ?? 20261126)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const random = randomFrom(SEED)

let server: ServerProcess
beforeAll(async () => {
  server = await makeServer()
  await server.start()
}, 30_000)
afterAll(() => server?.remove())

interface Reply {
  status: number
  json: Record<string, never> & { id?: string }
}

async function ask(who: number, path: string, body?: object, key?: string): Promise<Reply | null> {
  const url = `http://127.0.0.1:${server.port}`
  const headers = {
    authorization: `Bearer ${server.guardians[who]?.token}`,
    origin: url,
    'content-type': 'application/json',
    ...(key && { 'idempotency-key': key }),
  }
  try {
    const response = await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: await response.json() }
  } catch {
    return null // the process died under it
  }
}

const circle = () => server.circles[0]?.board.split('/')[1]
const path = () => `/api/circles/${circle()}/hangouts`
const evening = (title: string) => ({
  start: 'board-game-night',
  title,
  startsAt: '2036-12-04T17:30',
  endsAt: '2036-12-04T19:30',
})

test(
  `nothing is half made, lost or doubled, killed ${ROUNDS} times (SEED ${SEED})`,
  async () => {
    const acknowledged = new Map<string, string>()
    const sent = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const keys = Array.from({ length: 8 }, (_, i) => `make-${round}-${i}`)
      const work = keys.map(async (key, i) => {
        const made = await ask(i % 4, path(), evening(key), key)
        if (!made?.json.id) return
        acknowledged.set(key, made.json.id)
        const gone = await ask(i % 4, `/api/hangouts/${made.json.id}/send`, {}, `send-${key}`)
        if (gone?.status === 200) sent.add(key)
      })
      const death = new Promise((done) => setTimeout(done, random.below(120))).then(() => server.kill())
      await Promise.all([...work, death])
      await server.start()
      for (const [i, key] of keys.entries()) {
        const who = i % 4
        const again = await ask(who, path(), evening(key), key)
        const id = again?.json.id
        expect(again?.status).toBe(200)
        if (acknowledged.has(key)) expect(id).toBe(acknowledged.get(key))
        const page = (await ask(who, `/api/hangouts/${id}`))?.json as unknown as {
          content: { slots: unknown[] }
          card: { state: string }
        }
        expect(page.content.slots).toHaveLength(9)
        expect(['draft', 'sent']).toContain(page.card.state)
        if (sent.has(key)) expect(page.card.state).toBe('sent')
        const list = (await ask(who, `/api/hangouts/${id}/list`))?.json as unknown as {
          kids: { listed: boolean }[]
        }
        expect(list.kids.length).toBeGreaterThan(0)
        expect(list.kids.every(({ listed }) => listed)).toBe(true)
        // Room for the next round: a family holds only so many at once, and what is off is ahead of nobody.
        await ask(who, `/api/hangouts/${id}/send`, {}, `late-${key}`)
        await ask(who, `/api/hangouts/${id}/cancel`, { off: true }, `off-${key}`)
      }
      for (const who of [0, 1, 2, 3]) {
        const seen = (await ask(who, `/api/circles/${circle()}`))?.json as unknown as {
          hangouts: { title: string }[]
        }
        const titles = seen.hangouts.map(({ title }) => title).filter((title) => title.startsWith('make-'))
        expect(new Set(titles).size).toBe(titles.length)
      }
    }
    expect(server.complaints).toBe('')
  },
  60_000 + ROUNDS * 20_000,
)
