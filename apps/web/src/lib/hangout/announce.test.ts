import type { PlanState } from '@sidegate/core/documents/plan'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { announce, authorOf } from './announce.ts'

const slot = (id: string, title: string) => ({ id, title }) as PlanState['slots'][number]
const plan = {
  slots: [slot('a', 'Brownies'), slot('b', 'Chips'), slot('c', 'Lanterns')],
  timeline: [{ id: 'm', at: '14:00', title: 'Cornhole', order: '' }],
} as unknown as PlanState // the parts that have names

describe('announce', () => {
  test('groups by who and what', () => {
    const added = ['slots/a', 'slots/b', 'slots/c'].map(
      (path) => ({ path, kind: 'added', by: 'Mara' }) as const,
    )
    expect(announce(added, plan, en)).toBe('Mara added Brownies and 2 more')
  })

  test('several changes of one thing are one', () => {
    const changed = ['slots/a/title', 'slots/a/unit'].map(
      (path) => ({ path, kind: 'changed', by: 'Mara' }) as const,
    )
    expect(announce(changed, plan, en)).toBe('Mara changed Brownies')
  })

  test('what is new is not also changed', () => {
    expect(
      announce(
        [
          { path: 'slots/a', kind: 'added', by: 'Mara' },
          { path: 'slots/a/title', kind: 'changed', by: 'Mara' },
        ],
        plan,
        en,
      ),
    ).toBe('Mara added Brownies')
  })

  test('a claim is heard as its slot, texts and unknown things by kind words', () => {
    expect(announce([{ path: 'claims/b:fam_1', kind: 'changed', by: 'Zuri' }], plan, en)).toBe(
      'Zuri changed Chips',
    )
    expect(announce([{ path: 'about', kind: 'changed' }], plan, en)).toBe('Someone changed About')
    expect(announce([{ path: 'slots/gone', kind: 'removed', by: 'Zuri' }], plan, en)).toBe(
      'Zuri removed something',
    )
    expect(announce([{ path: 'timeline/m/title', kind: 'changed' }], plan, en)).toBe(
      'Someone changed Cornhole',
    )
  })

  test('authorOf: a claim names its family, a field its writer, else the only one here', () => {
    const plan = { familyName: (id: string) => `family ${id}` }
    const mara = { guardianId: 'gua_m', name: 'Mara', at: 'slots/a/title' }
    const zuri = { guardianId: 'gua_z', name: 'Amina', at: null }
    expect(authorOf('claims/a:fam_1', plan, [mara])).toBe('family fam_1')
    expect(authorOf('slots/a', plan, [mara, zuri])).toBe('Mara')
    expect(authorOf('slots/b', plan, [mara, zuri])).toBeUndefined()
    expect(authorOf('slots/b', plan, [mara, { ...mara, at: null }])).toBe('Mara')
    expect(authorOf('frame/title', plan, [mara])).toBeUndefined()
  })

  test('nothing says nothing', () => expect(announce([], plan, en)).toBe(''))
})
