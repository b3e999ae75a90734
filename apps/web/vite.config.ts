import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig, type Plugin } from 'vite'

// In dev the API and the admin console are processes of their own (scripts/dev.mjs).
const api = process.env.SIDEGATE_API ?? 'http://127.0.0.1:8080'
const admin = process.env.SIDEGATE_ADMIN ?? 'http://127.0.0.1:5174'

// Many small files compress badly: without this one, 5 kB more stand between opening a page and the first tap. What
// the plan's page needs at once goes in, named one by one: what later parts share would come along. Kit's three
// entries must stay files of their own, and nothing that imports another page's parts later may be in it: Kit would
// take their styles for that page's.
const groups = [
  {
    name: 'base',
    minShareCount: 2,
    test: /kit.src.(?!runtime.client.(entry|client-entry|payload))|ui.src.(badge|button|choice|date|face|hue)|core.src.dates\.|lib.(api.(ask|fresh|load)\.|page.(icon|idle|near|page-footer|sign-out|when-block)\.|hangout.(plan.svelte|fitting)|words.(words|language|area)\.)/,
  },
  // What several pages share and the plan asks for later: each by itself is too small to be packed well.
  {
    name: 'later',
    minShareCount: 2,
    test: /core.src.(zones|dates-in-full)\.|lib.(api.tell|live.tabs|page.(copy|focus|sheet-step))\./,
  },
]

// The names of some sixty files stand in the first script, and noise can't be packed: six characters tell them apart.
const shortNames: Plugin = {
  name: 'short-names',
  outputOptions(options) {
    const shorter = (pattern: unknown) =>
      typeof pattern === 'string' ? pattern.replace('[hash]', '[hash:6]') : pattern
    return {
      ...options,
      entryFileNames: shorter(options.entryFileNames),
      chunkFileNames: shorter(options.chunkFileNames),
      assetFileNames: shorter(options.assetFileNames),
    } as typeof options
  },
}

export default defineConfig({
  environments: {
    client: {
      build: {
        modulePreload: false, // the lists of what comes later would be in what comes first; pages' own links stay
        rolldownOptions: { output: { codeSplitting: { groups } } },
      },
    },
  },
  plugins: [
    shortNames,
    sveltekit({
      compilerOptions: {
        runes: true, // a component without a rune would bring Svelte 4's lifecycle along
        discloseVersion: false,
        cssHash: ({ hash, css }) => `s${hash(css).slice(0, 4)}`, // stands in the scripts once for each styled element
      },
      // The prefix belongs to this handler alone: apps/server sets WEB_PROTOCOL_HEADER before it imports the build.
      adapter: adapter({ envPrefix: 'WEB_' }),
      // A nonce for each rendered page, hashes in the prerendered shell. Hono sets frame-ancestors for all answers.
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one inline style there is: Kit hides the region that reads out a new page's title.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
        },
      },
      // The service worker answers any address with the shell, whose scripts must then be found from anywhere.
      paths: { relative: false },
    }),
  ],
  server: { proxy: { '/api': api, '/admin': admin, '/sync': { target: api, ws: true } } },
})
