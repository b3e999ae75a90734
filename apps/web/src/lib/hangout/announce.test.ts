import type { PlanState } from '@sidegate/core/documents/plan'
import { describe, expect, test } from 'vitest'
import { en } from '../words/en.ts'
import { announce, announcementOf, authorOf, noteTitles } from './announce.ts'

const slot = (id: string, title: string, kind = 'bring') =>
  ({ id, title, kind }) as PlanState['slots'][number]
const plan = {
  slots: [slot('a', 'Brownies'), slot('b', 'Chips'), slot('c', 'Lanterns'), slot('h', 'Tables', 'help')],
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

  test('a claim has verbs of its own, by what kind of slot it is', () => {
    const claim = (path: string, kind: 'added' | 'changed' | 'removed') => ({
      path,
      kind,
      by: 'Zuri’s family',
    })
    expect(announce([claim('claims/b:fam_1', 'added')], plan, en)).toBe('Zuri’s family brings Chips')
    expect(announce([claim('claims/b:fam_1', 'removed')], plan, en)).toBe(
      'Zuri’s family can’t bring Chips after all',
    )
    expect(announce([claim('claims/b:fam_1', 'changed')], plan, en)).toBe(
      'Zuri’s family changed how many: Chips',
    )
    expect(announce([claim('claims/h:fam_1', 'added')], plan, en)).toBe('Zuri’s family helps with Tables')
    expect(announce([claim('claims/a:fam_1', 'added'), claim('claims/b:fam_1', 'added')], plan, en)).toBe(
      'Zuri’s family brings Brownies and 1 more',
    )
  })

  test('a claim that came and went is silent, one that grew at once is a claim', () => {
    const path = 'claims/b:fam_1'
    const heard = (...kinds: ('added' | 'changed' | 'removed')[]) =>
      announce(
        kinds.map((kind) => ({ path, kind, by: 'Zuri’s family' })),
        plan,
        en,
      )
    expect(heard('added', 'removed')).toBe('')
    expect(heard('added', 'changed')).toBe('Zuri’s family brings Chips')
    expect(heard('changed', 'removed')).toBe('Zuri’s family can’t bring Chips after all')
    expect(heard('removed', 'added')).toBe('Zuri’s family changed how many: Chips')
  })

  test('what is gone is called what it was called', () => {
    const titles = new Map<string, string>()
    noteTitles(titles, plan)
    const empty = { slots: [], timeline: [] } as unknown as PlanState
    expect(announce([{ path: 'slots/b', kind: 'removed', by: 'Mara' }], empty, en, titles)).toBe(
      'Mara removed Chips',
    )
    expect(announce([{ path: 'timeline/m', kind: 'removed' }], empty, en, titles)).toBe(
      'Someone removed Cornhole',
    )
  })

  test('texts and unknown things are heard by kind words', () => {
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
    const mara = { guardianId: 'gua_m', familyId: 'fam_m', name: 'Mara', at: 'slots/a/title' }
    const zuri = { guardianId: 'gua_z', familyId: 'fam_z', name: 'Amina', at: null }
    expect(authorOf('claims/a:fam_1', plan, [mara])).toBe('family fam_1')
    expect(authorOf('slots/a', plan, [mara, zuri])).toBe('Mara')
    expect(authorOf('slots/b', plan, [mara, zuri])).toBeUndefined()
    expect(authorOf('slots/b', plan, [mara, { ...mara, at: null }])).toBe('Mara')
    expect(authorOf('frame/title', plan, [mara])).toBeUndefined()
  })

  test('a claim that a host clears is not told as given back', () => {
    const families = { familyName: (id: string) => `family ${id}` }
    const path = 'claims/b:fam_m'
    const mara = { guardianId: 'gua_m', familyId: 'fam_m', name: 'Mara', at: null }
    const host = { guardianId: 'gua_j', familyId: 'fam_j', name: 'Jelena', at: path }
    const coHost = { guardianId: 'gua_w', familyId: 'fam_w', name: 'Wanjiru', at: null }
    const heard = (here: (typeof host | typeof mara)[]) =>
      announce([announcementOf({ path, kind: 'removed' }, families, here)], plan, en)
    expect(heard([mara, host])).toBe('Jelena made Chips free again')
    expect(heard([host, coHost])).toBe('Jelena made Chips free again')
    // Nobody of the family is here, so it was none of them.
    expect(heard([coHost])).toBe('Wanjiru made Chips free again')
    expect(heard([coHost, { ...host, at: 'slots/b' }])).toBe('A host made Chips free again')
    expect(heard([mara, coHost])).toBe('family fam_m can’t bring Chips after all')
    expect(heard([mara, { ...host, at: 'claims/a:fam_m' }])).toBe('family fam_m can’t bring Chips after all')
  })

  test('nothing says nothing', () => expect(announce([], plan, en)).toBe(''))
})
