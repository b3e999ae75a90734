import { expect, test } from 'vitest'
import { outcomeOf } from './ask.ts'

const answer = (body: string, status: number) => Promise.resolve(new Response(body, { status }))

test('a server that is there says why; a proxy whose server is away, or no connection, is unreachable', async () => {
  const notNow = await outcomeOf(answer('{"error":"not-now"}', 503))
  expect(notNow).toEqual({ ok: false, reason: 'not-now' })
  expect(await outcomeOf(answer('<h1>Bad gateway</h1>', 502))).toEqual({ ok: false, reason: 'unreachable' })
  const noConnection = await outcomeOf(Promise.reject(new TypeError('Failed to fetch')))
  expect(noConnection).toEqual({ ok: false, reason: 'unreachable' })
  expect(await outcomeOf(answer('', 500))).toEqual({ ok: false, reason: 'internal' })
  expect(await outcomeOf(answer('{"hangouts":[]}', 200))).toEqual({ ok: true, value: { hangouts: [] } })
})
