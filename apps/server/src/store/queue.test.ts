import { expect, test } from 'vitest'
import { Queue } from './queue.ts'

test('work runs at once when nobody is before it, and in the order of asking otherwise', async () => {
  const queue = new Queue()
  const done: string[] = []
  const first = queue.run(() => done.push('first'))
  expect(done).toEqual(['first'])
  await first

  await queue.enter()
  const waiting = [queue.run(() => done.push('second')), queue.enter().then(() => done.push('third'))]
  const last = queue.run(() => done.push('fourth'))
  expect(done).toEqual(['first'])
  queue.leave()
  await Promise.all(waiting)
  // The third is still at it: whoever enters leaves by hand.
  expect(done).toEqual(['first', 'second', 'third'])
  queue.leave()
  await last
  expect(done).toEqual(['first', 'second', 'third', 'fourth'])
})

test('nobody comes between one who leaves and the next in line', async () => {
  const queue = new Queue()
  const done: string[] = []
  await queue.enter()
  const next = queue.enter().then(() => done.push('next'))
  queue.leave()
  const late = queue.run(() => done.push('late'))
  await next
  queue.leave()
  await late
  expect(done).toEqual(['next', 'late'])
})

test('work that throws rejects, and the next has its turn', async () => {
  const queue = new Queue()
  await expect(
    queue.run(() => {
      throw new Error('broken')
    }),
  ).rejects.toThrow('broken')
  await expect(queue.run(() => 'done')).resolves.toBe('done')
})
