import type { IncomingMessage } from 'node:http'
import { find } from '@sidegate/core/testing/room-12'
import { expect, test } from 'vitest'
import { addressOf } from './middleware.ts'
import { get, submit } from './testing/asking.ts'
import { startHouse } from './testing/house.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage

test('R28: only as many proxies as config counts are believed', () => {
  const request = from('10.0.0.1', '6.6.6.6, 198.51.100.7, 10.0.0.2')
  expect(addressOf(request, 0)).toBe('10.0.0.1')
  expect(addressOf(request, 1)).toBe('10.0.0.2')
  expect(addressOf(request, 2)).toBe('198.51.100.7')
  expect(addressOf(from('10.0.0.1'), 1)).toBe('10.0.0.1')
  expect(addressOf(undefined, 0)).toBe('unknown')
})

test('what is refused is logged by its reason, with who and which device, by forms too, and never what was asked for', async () => {
  const house = await startHouse()
  const mara = { url: house.url, token: await house.signIn('Mara') }
  const secret = 'x'.repeat(43)
  await submit({ url: house.url }, `/api/links/${secret}/open`, {})
  await get(mara, `/api/admin/circles/${house.room.id}`)
  await get(mara, `/api/circles/${house.room.id}`)
  const lines = house.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  expect(lines).toMatchObject([
    { route: '/api/links/:token/open', status: 303, refused: 'link' },
    {
      route: '/api/admin/circles/:circleId',
      status: 404,
      refused: 'not-found',
      guardianId: find(house.room.guardians, 'Mara').id,
      sessionId: expect.stringMatching(/^ses_/),
    },
    { route: '/api/circles/:circleId', status: 200, level: 20 },
  ])
  expect(house.logLines.join('\n')).not.toContain(secret)
  await house.stop()
})
