import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { startHouse } from '../testing/house.ts'

test('a method that only repeats what was sent is answered like an unknown address', async () => {
  const house = await startHouse()
  const asked = request(`${house.url}/api/session`, { method: 'TRACE' }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  expect(answer.statusCode).toBe(404)
  await house.stop()
})
