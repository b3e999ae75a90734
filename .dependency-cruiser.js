// Who may import whom, as ARCHITECTURE.md tells it. tests/tree proves that each rule bites.

/** Regular expressions for npm packages: as pnpm lays them out, and as a bare name that was not found. */
const npm = (...names) => names.map((name) => `(^|node_modules/)${name}(/|$)`)
const test = '\\.test\\.ts$'
const tests = [test, '/testing(/|\\.ts$)'] // and what only tests import

const forbidden = [
  {
    name: 'core-is-pure',
    comment: 'The domain knows no framework, no I/O and none of us: only yjs, lib0 and Valibot.',
    from: { path: '^packages/core/src/', pathNot: test },
    to: { pathNot: ['^packages/core/src/', ...npm('yjs', 'lib0', 'valibot')] },
  },
  {
    name: 'ui-knows-no-domain',
    comment: 'The shared parts are made of svelte and Lucide; a domain word belongs to web or admin.',
    from: { path: '^packages/ui/src/', pathNot: test },
    to: {
      pathNot: ['^packages/ui/src/', ...npm('svelte', '@lucide/svelte', '@fontsource-variable')],
    },
  },
  {
    name: 'server-imports-core-only',
    comment: 'Of ours, the server knows core alone; the front ends reach it as built files.',
    from: { path: '^apps/server/' },
    to: { path: '^(packages/(?!core/)|apps/(?!server/)|tests/|scripts/)' },
  },
  {
    name: 'front-ends-import-core-ui-client',
    comment: 'Web and admin know of ours core, ui and server/client.',
    from: { path: '^apps/(web|admin)/' },
    to: { path: '^(apps/server/(?!src/client\\.ts$)|tests/|scripts/)' },
  },
  {
    name: 'web-and-admin-apart',
    comment: 'Web and admin share through core and ui, not from each other.',
    from: { path: '^apps/(web|admin)/' },
    to: { path: '^apps/(web|admin)/', pathNot: '^apps/$1/' },
  },
  {
    name: 'store-imports-core-only',
    comment: 'Inside the server: store -> core.',
    from: { path: '^apps/server/src/store/', pathNot: tests },
    to: { path: '^apps/server/src/(?!store/)' },
  },
  {
    name: 'sync-imports-store-and-core',
    comment: 'Inside the server: sync -> store, core, and the clock.',
    from: { path: '^apps/server/src/sync/', pathNot: tests },
    to: { path: '^apps/server/src/(?!(sync|store)/|clock\\.ts$)' },
  },
  {
    name: 'routes-import-store-sync-auth',
    comment: 'Inside the server: routes -> store, sync, auth, import, and what all routes share.',
    from: { path: '^apps/server/src/routes/', pathNot: tests },
    to: {
      path: '^apps/server/src/(?!(routes|store|sync|auth|projections|import)/|(deps|middleware|rate-limit|access-ends|recent-news)\\.ts$)',
    },
  },
  {
    name: 'helpers-of-tests-stay-there',
    comment: 'What only tests need is not shipped. Core’s sample people are: the demo is made of them.',
    from: { path: '^(apps|packages)/', pathNot: tests },
    to: { path: '^apps/.+/testing(/|\\.ts$)' },
  },
  {
    name: 'nobody-imports-main',
    comment: 'main.ts is the only one that reads the environment and ends the process.',
    from: {},
    to: { path: '^apps/server/src/main\\.ts$' },
  },
  {
    name: 'yjs-stays-in-its-rooms',
    comment:
      'Y types are known to core/documents, the server’s sync and web’s lib/live; everyone else sees plain values.',
    from: {
      path: '^(packages|apps)/',
      pathNot: [
        ...tests,
        '^packages/core/src/documents/',
        '^apps/server/src/sync/',
        '^apps/web/src/lib/live/',
      ],
    },
    to: { path: npm('yjs', 'y-protocols', 'y-websocket', 'y-indexeddb') },
  },
  {
    name: 'no-cycles',
    // A part that its page loads at idle may know the page: the way back through import() is no cycle.
    comment: 'Two files that need each other are one file, or need a third.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
  },
  {
    name: 'no-barrels',
    comment: 'Import the file that has it; package.json exports are the door.',
    from: { path: '^(packages|apps)/.+/index\\.(js|ts)$', pathNot: '/service-worker/index\\.ts$' }, // Kit's own name
    to: {},
  },
  {
    name: 'everything-resolves',
    comment:
      'An import that cannot be found escapes all rules above. Virtual modules of Kit and Vite are no files.',
    from: {},
    to: { couldNotResolve: true, pathNot: ['^\\$app/', '/\\$types$', '^virtual:', '\\?(raw|url|inline)$'] },
  },
]

export default {
  forbidden: forbidden.map((rule) => ({ ...rule, severity: 'error' })), // a warning would not fail the check
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|dist|\\.svelte-kit)/' },
    tsPreCompilationDeps: true, // a type import couples, too
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.css', '.d.ts'],
    },
  },
}
