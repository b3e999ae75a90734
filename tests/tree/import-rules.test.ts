import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const PATIENCE = 60_000 // ms; a second when the machine has nothing else to do

type Violation = { from: string; to: string; rule: { name: string; severity: string } }

/** What dependency-cruiser says of the tree under `folder`, by our own rules. */
function violationsIn(folder: string): Violation[] {
  const args = ['--config', join(root, '.dependency-cruiser.js'), '--output-type', 'json', 'packages', 'apps']
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/depcruise'), args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (!stdout) throw new Error(stderr)
  return JSON.parse(stdout).summary.violations
}

// A small copy of our tree. Imports marked with a rule's name break that rule; the others are allowed.
const files: Record<string, string> = {
  'packages/core/src/can.ts': `import 'hono'`,
  'packages/core/src/files.ts': `import 'node:fs'`,
  'packages/core/src/documents/plan.ts': `import 'yjs'; import 'valibot'`,
  'packages/core/src/rotation/turn.ts': `import 'yjs'`,
  'packages/core/src/lists/a.ts': `import './b.ts'`,
  'packages/core/src/lists/b.ts': `import type { A } from './a.ts'`,
  'apps/web/src/lib/plan/plan.ts': `export const parts = () => import('./parts.ts')`,
  'apps/web/src/lib/plan/parts.ts': `import './plan.ts'`,
  'packages/core/src/wishes/index.ts': `export * from '../can.ts'`,
  'apps/server/src/jobs.ts': `import './nowhere.ts'`,
  'packages/core/src/can.test.ts': `import 'hono'; import './can.ts'`,
  'packages/ui/src/button.svelte': `<script lang="ts">import '@sidegate/core/can'; import 'svelte'</script>`,
  'apps/server/src/main.ts': `import './app.ts'`,
  'apps/server/src/app.ts': `import './routes/plans.ts'; import './sync/room.ts'; import './store/plans.ts'`,
  'apps/server/src/client.ts': `import type { App } from './app.ts'`,
  'apps/server/src/auth/session.ts': `import '@sidegate/core/can'`,
  'apps/server/src/mail.ts': `import '@sidegate/ui/button.svelte'`,
  'apps/server/src/cli.ts': `import './main.ts'`,
  'apps/server/src/sync/testing.ts': `import '../auth/session.ts'`,
  'apps/server/src/sync/idle.ts': `import './testing.ts'`,
  'apps/server/src/routes/plans.ts': `import '../store/plans.ts'; import '../sync/room.ts'; import '../auth/session.ts'`,
  'apps/server/src/routes/guests.ts': `import '../mail.ts'`,
  'apps/server/src/store/plans.ts': `import '@sidegate/core/can'`,
  'apps/server/src/store/guests.ts': `import '../routes/guests.ts'`,
  'apps/server/src/sync/room.ts': `import '../store/plans.ts'; import 'yjs'`,
  'apps/server/src/sync/rooms.ts': `import '../auth/session.ts'`,
  'apps/web/src/lib/live/plan.ts': `import 'yjs'; import '@sidegate/server/client'`,
  'apps/web/src/lib/plan/plan.svelte': `<script lang="ts">import '@sidegate/server/store'; import '@sidegate/ui/button.svelte'</script>`,
  'apps/admin/src/lib/circles.ts': `import '../../../web/src/lib/live/plan.ts'`,
}

const broken: [rule: string, from: string, to: string][] = [
  ['core-is-pure', 'packages/core/src/can.ts', 'node_modules/hono/index.js'],
  ['core-is-pure', 'packages/core/src/files.ts', 'fs'],
  ['yjs-stays-in-its-rooms', 'packages/core/src/rotation/turn.ts', 'node_modules/yjs/index.js'],
  ['no-cycles', 'packages/core/src/lists/a.ts', 'packages/core/src/lists/b.ts'],
  ['no-barrels', 'packages/core/src/wishes/index.ts', 'packages/core/src/can.ts'],
  ['everything-resolves', 'apps/server/src/jobs.ts', './nowhere.ts'],
  ['ui-knows-no-domain', 'packages/ui/src/button.svelte', 'packages/core/src/can.ts'],
  ['server-imports-core-only', 'apps/server/src/mail.ts', 'packages/ui/src/button.svelte'],
  ['helpers-of-tests-stay-there', 'apps/server/src/sync/idle.ts', 'apps/server/src/sync/testing.ts'],
  ['nobody-imports-main', 'apps/server/src/cli.ts', 'apps/server/src/main.ts'],
  ['routes-import-store-sync-auth', 'apps/server/src/routes/guests.ts', 'apps/server/src/mail.ts'],
  ['store-imports-core-only', 'apps/server/src/store/guests.ts', 'apps/server/src/routes/guests.ts'],
  ['sync-imports-store-and-core', 'apps/server/src/sync/rooms.ts', 'apps/server/src/auth/session.ts'],
  ['front-ends-import-core-ui-client', 'apps/web/src/lib/plan/plan.svelte', 'apps/server/src/store.ts'],
  ['web-and-admin-apart', 'apps/admin/src/lib/circles.ts', 'apps/web/src/lib/live/plan.ts'],
]

describe('the rules of the tree', () => {
  const fixture = mkdtempSync(join(tmpdir(), 'sidegate-tree-'))
  afterAll(() => rmSync(fixture, { recursive: true }))

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(fixture, path)), { recursive: true })
    writeFileSync(join(fixture, path), text)
  }

  let found: string[]
  let severities: Set<string>
  beforeAll(() => {
    for (const [path, text] of Object.entries(files)) write(path, text)
    write('apps/server/src/store.ts', '')
    for (const name of ['hono', 'yjs', 'valibot', 'svelte']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      write(`node_modules/${name}/index.js`, '')
    }
    // What the Svelte compiler's output imports.
    for (const name of ['client', 'disclose-version', 'flags/legacy'])
      write(`node_modules/svelte/internal/${name}.js`, '')
    const packages = { core: 'packages/core', ui: 'packages/ui', server: 'apps/server' }
    for (const [name, folder] of Object.entries(packages)) {
      const exports = name === 'ui' ? { './*': './src/*' } : { './*': './src/*.ts' }
      write(`${folder}/package.json`, JSON.stringify({ name: `@sidegate/${name}`, type: 'module', exports }))
      mkdirSync(join(fixture, 'node_modules/@sidegate'), { recursive: true })
      symlinkSync(join(fixture, folder), join(fixture, 'node_modules/@sidegate', name))
    }
    const violations = violationsIn(fixture)
    found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
    severities = new Set(violations.map(({ rule }) => rule.severity))
  }, PATIENCE)

  test.each(broken)('%s: %s may not import %s', (rule, from, to) => {
    expect(found).toContain(`${rule}: ${from} -> ${to}`)
  })

  test('nothing else in the fixture is complained about', () => {
    const expected = broken.map(([rule, from, to]) => `${rule}: ${from} -> ${to}`)
    expect(found.filter((line) => /^no-cycles: apps.web/.test(line))).toEqual([])
    expect(found.filter((line) => !expected.includes(line) && !line.startsWith('no-cycles: '))).toEqual([])
  })

  test('each of them is an error, since warnings let the check pass', () => {
    expect([...severities]).toEqual(['error'])
  })

  test(
    'the real tree breaks none of them',
    () => {
      expect(violationsIn(root).map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
    },
    PATIENCE,
  )
})
