// Biome formats and lints. ESLint adds only what needs types or Svelte's own knowledge.
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

/** @type {Record<string, any>} */
const promises = { '@typescript-eslint/no-floating-promises': 'error' }

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/build/',
      '**/.svelte-kit/',
      '**/test-results/',
      '**/*.{js,mjs}',
    ],
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: ts.parser, parserOptions: { projectService: true } },
    plugins: { '@typescript-eslint': ts.plugin },
    rules: promises,
  },
  ...svelte.configs['flat/base'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, projectService: true, extraFileExtensions: ['.svelte'] },
    },
    plugins: { '@typescript-eslint': ts.plugin },
    rules: {
      ...promises,
      'svelte/infinite-reactive-loop': 'error',
      'svelte/no-at-debug-tags': 'error',
      'svelte/no-at-html-tags': 'error', // stored script (R27)
      'svelte/no-dom-manipulating': 'error',
      'svelte/no-inspect': 'error',
      'svelte/no-unnecessary-state-wrap': 'error',
      'svelte/no-unused-svelte-ignore': 'error',
      'svelte/no-useless-mustaches': 'error',
      'svelte/prefer-writable-derived': 'error', // an effect that should be derived
      'svelte/require-each-key': 'error',
      'svelte/valid-each-key': 'error',
    },
  },
)
