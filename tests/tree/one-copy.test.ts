import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogFaults, copyFaults, pinFaults } from '../../scripts/one-copy.mjs'

const lockfile = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8')

test('our lockfile holds one copy of each library that must be one', () => {
  expect(copyFaults(lockfile)).toEqual([])
})

test('a second version of yjs is found', () => {
  const doctored = lockfile.replace(
    /^snapshots:$/m,
    'snapshots:\n\n  yjs@13.5.0:\n    dependencies:\n      lib0: 0.2.120',
  )
  expect(copyFaults(doctored)).toEqual([
    expect.stringMatching(/^yjs: 2 copies \(yjs@13\.5\.0, yjs@13\.\d+\.\d+\)$/),
  ])
})

test('the same version of svelte, installed twice for two sets of peers, is found', () => {
  const doctored = lockfile.replace(/^snapshots:$/m, 'snapshots:\n\n  svelte@5.57.3(acorn@8.0.0): {}')
  expect(copyFaults(doctored)).toEqual([expect.stringMatching(/^svelte: 2 copies/)])
})

test('a lockfile that lost one of them, or is none at all, is found', () => {
  expect(copyFaults('')).toHaveLength(5)
})

test.each(['latest', '^1.2.3', '~1.2.3', '1.x', '*', '>=2', 'workspace:^', 'github:a/b'])(
  '"%s" is no pin',
  (version) => {
    expect(pinFaults('package.json', { dependencies: { hono: version } })).toHaveLength(1)
    expect(catalogFaults(`catalog:\n  "@a/b": 1.2.3\n  hono: ${version}\n`)).toHaveLength(1)
  },
)

test.each(['catalog:', 'workspace:*', '1.2.3', '1.2.3-beta.1'])('"%s" is one', (version) => {
  expect(pinFaults('package.json', { devDependencies: { hono: version } })).toEqual([])
})
