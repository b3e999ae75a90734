/** A browser as far as the server can tell: it keeps cookies, and has a stream and a socket open while it is looked at. */
import { once } from 'node:events'
import { find } from '@sidegate/core/testing/room-12'
import { WebSocket } from 'ws'
import { get, send, submit } from './asking.ts'
import type { House } from './house.ts'
import { openStream, type Stream } from './listening.ts'

const CHROME = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/146.0.0.0 Mobile Safari/537.36'

export function openBrowser(house: House, agent = CHROME) {
  const jar = new Map<string, string>()
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  function keep(headers: Headers) {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /Max-Age=0\b/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
  }
  const who = () => ({ url: house.url, ...(jar.size > 0 && { cookie: cookies() }) })
  const kept = async (asked: ReturnType<typeof get>) => {
    const answer = await asked
    keep(answer.headers)
    return answer
  }
  const from = { 'User-Agent': agent }
  return {
    who,
    jar,
    get: (path: string) => kept(get(who(), path)),
    send: (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
      kept(send(who(), path, body, { ...from, ...headers })),
    submit: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      kept(submit(who(), path, fields, { ...from, ...headers })),
    /** As whom it is in: names of circles' guardians don't stand there, so ids. */
    async session() {
      const { status, json } = await get(who(), '/api/session')
      return status === 200 ? json : null
    },
    stream: (): Promise<Stream> => openStream(who() as { url: string; cookie: string }),
    socket: () => connect(house, cookies()),
  }
}

export type Browser = ReturnType<typeof openBrowser>

/** The plan's socket; resolves when the server let it in. */
async function connect(house: House, cookie: string) {
  const address = `${house.url.replace('http', 'ws')}/sync/plan/${house.hangoutId}/1`
  const socket = new WebSocket(address, { headers: { Cookie: cookie, Origin: house.url } })
  const closed = new Promise<{ code: number; at: number }>((done) =>
    socket.once('close', (code) => done({ code, at: performance.now() })),
  )
  await Promise.race([once(socket, 'message'), closed])
  return { closed, leave: () => socket.close() }
}

/** Opens a fresh personal link of this guardian there. */
export async function comeInAs(house: House, browser: Browser, name: string, fields = {}) {
  const link = await house.linkFor(name)
  return browser.submit(`/api/links/${link}/open`, fields)
}

export const guardianIdOf = ({ room, other }: House, name: string) =>
  find([...room.guardians, ...other.guardians], name).id

export async function giveEmail(house: House, name: string, address: string | null): Promise<void> {
  const { vault, emailIndex, rows, sqlite } = house.store
  const { id, familyId } = find([...house.room.guardians, ...house.other.guardians], name)
  await sqlite.db.transaction().execute(async (trx) => {
    const wrapped = await rows.keyOf(trx, 'family', familyId, house.clock.now)
    const place = { table: 'guardians', column: 'email', row: id }
    await trx
      .updateTable('guardians')
      .set({
        email: address === null ? null : vault.seal(familyId, wrapped, place, address),
        email_index: address === null ? null : emailIndex(address),
      })
      .where('id', '=', id)
      .execute()
  })
}
