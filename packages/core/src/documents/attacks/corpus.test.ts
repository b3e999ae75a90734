/** P5: each attack harms a bare Y.Doc in the way that it says, and the gate keeps it out whole. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { judgeUpdate } from '../gate.ts'
import { judgeSlowly } from '../judge.ts'
import { plan } from '../plan.ts'
import { attacksByFamily } from './corpus.ts'
import { harm, staysWell } from './harms.ts'
import { makeScene } from './scene.ts'

const all = Object.values(attacksByFamily).flat()

describe.each(Object.entries(attacksByFamily))('attacks by %s', (_family, attacks) => {
  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', (_name, attack) => {
    harm(attack)

    const scene = makeScene(attack)
    const { doc, context } = scene
    const bytes = attack.bytes(scene)
    const before = Y.encodeStateAsUpdate(doc)
    expect(judgeUpdate(plan, doc, bytes, context)).toMatchObject({
      outcome: 'refused',
      reason: attack.reason,
    })
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
    expect(staysWell(doc)).toBe(true)
    // What an update costs the judge doesn't count; all else it finds by itself.
    if (attack.reason !== 'too-big') {
      expect(judgeSlowly(plan, doc, bytes, context)).toMatchObject({ outcome: 'refused' })
    }
  })
})

test('the corpus only grows', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.length).toBeGreaterThanOrEqual(223)
})
