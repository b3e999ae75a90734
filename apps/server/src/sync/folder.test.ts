/** The folding worker comes and goes; what one that has ended leaves behind is no trouble of the next. */
import { foundingUpdate } from '@sidegate/core/documents/found'
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, expect, test } from 'vitest'
import { ownTime } from '../testing/own-time.ts'
import { createFolder } from './folder.ts'

const time = ownTime()
const folder = createFolder(time)
afterEach(() => folder.end())

test('a document that comes right after the worker was let go is folded by a new one', async () => {
  const update = foundingUpdate(plan, (edit) => edit.notes.splice(0, 0, 'lamp'))
  const first = await folder.fold('plan', [update])
  await time.pass(5000)
  const second = await folder.fold('plan', [update])
  expect(second.bytes).toEqual(first.bytes)
})
