import * as v from 'valibot'
import { expect, test } from 'vitest'
import { plan } from '../documents/plan.ts'
import { replica } from '../testing/replicas.ts'
import { frameChanges, moveHangoutSchema } from './frame-command.ts'
import { planCard } from './plan-card.ts'

const move = {
  title: ' Backyard ',
  startsAt: '2026-11-28T14:00',
  endsAt: '2026-11-28T17:00',
  area: ' by the gate ',
}

test('a move comes trimmed', () => {
  expect(v.parse(moveHangoutSchema, move)).toEqual({ ...move, title: 'Backyard', area: 'by the gate' })
})

test.each([
  ['title', { title: '   ' }],
  ['title', { title: 'x'.repeat(81) }],
  ['startsAt', { startsAt: '2026-06-31T14:00' }],
  ['endsAt', { endsAt: '2026-11-28T14:00' }],
  ['endsAt', { endsAt: '2026-11-27T17:00' }],
  ['area', { area: 'x'.repeat(501) }],
])('a wrong %s is told by its name: %j', (field, change) => {
  const { issues } = v.safeParse(moveHangoutSchema, { ...move, ...change })
  expect(issues?.map((issue) => issue.path?.[0]?.key)).toEqual([field])
})

test('an end before the start has a reason of its own', () => {
  const { issues } = v.safeParse(moveHangoutSchema, { ...move, endsAt: '2026-11-28T13:00' })
  expect(issues?.[0]?.message).toBe('ends-before-start')
})

test('only what differs is written, and the card shows no more than it may', () => {
  const { open } = replica(plan, 1)
  const told = v.parse(moveHangoutSchema, move)
  open.change((edit) => edit.frame.set({ ...told, rainPlan: 'Under the porch' }))
  const { frame } = open.read()
  expect(frameChanges(frame, told)).toEqual({})
  expect(frameChanges(frame, { ...told, title: 'Front yard' })).toEqual({ title: 'Front yard' })
  expect(Object.keys(planCard(frame)).sort()).toEqual(
    ['area', 'costBand', 'drawing', 'endsAt', 'startsAt', 'state', 'title', 'zone'].sort(),
  )
})
