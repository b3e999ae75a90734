import { expect, test } from 'vitest'
import { scriptsOf } from '../../scripts/bundle-budget.mjs'

// The shape of the two manifests that Kit 3 leaves behind, reduced to what counts.
const chunks = {
  'kit/entry.js': { file: 'start.js', dynamicImports: ['kit/client-entry.js'] },
  'kit/client-entry.js': { file: 'client-entry.js', imports: ['_svelte.js'] },
  'gen/app.js': {
    file: 'app.js',
    dynamicImports: ['gen/nodes/0.js', 'gen/nodes/1.js', 'gen/nodes/2.js', 'gen/nodes/3.js'],
  },
  'gen/nodes/0.js': { file: 'layout.js', imports: ['_svelte.js', '_button.js'] },
  'gen/nodes/1.js': { file: 'error.js', imports: ['_svelte.js'] },
  'gen/nodes/2.js': { file: 'circle.js', imports: ['_board.js'] },
  'gen/nodes/3.js': { file: 'plan.js', imports: ['_button.js'], dynamicImports: ['src/live.ts'] },
  'src/live.ts': { file: 'live.js', imports: ['_yjs.js', '_button.js'] },
  '_svelte.js': { file: 'svelte.js' },
  '_button.js': { file: 'button.js' },
  '_board.js': { file: 'board.js' },
  '_yjs.js': { file: 'yjs.js' },
}
const kit = {
  client: { imports: ['start.js', 'client-entry.js', 'svelte.js', 'app.js'] },
  routes: [
    { id: '/hangout/[hangoutId]', page: { layouts: [0, undefined], errors: [1], leaf: 3 } },
    { id: '/language', page: null },
  ],
}

test('the first scripts are the start, the layouts and the page, with all that they import', () => {
  const { first } = scriptsOf(chunks, kit, '/hangout/[hangoutId]')
  expect([...first].sort()).toEqual([
    'app.js',
    'button.js',
    'client-entry.js',
    'layout.js',
    'plan.js',
    'start.js',
    'svelte.js',
  ])
})

test('all scripts are these and what comes later, but not the pages of other routes', () => {
  const { first, all } = scriptsOf(chunks, kit, '/hangout/[hangoutId]')
  expect([...all].filter((file) => !first.has(file)).sort()).toEqual(['error.js', 'live.js', 'yjs.js'])
})

test('a page that moved, or manifests that do not fit, stop the count', () => {
  expect(() => scriptsOf(chunks, kit, '/plan')).toThrow('did the plan move?')
  expect(() =>
    scriptsOf(chunks, { ...kit, client: { imports: ['lost.js'] } }, '/hangout/[hangoutId]'),
  ).toThrow('disagree')
})
