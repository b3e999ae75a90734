import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const api = process.env.SIDEGATE_API ?? 'http://127.0.0.1:8080' // in dev the API is a process of its own

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ fallback: '200.html', precompress: true }),
      // A static page carries its policy in a <meta>, scripts by hash. Hono sets frame-ancestors for all answers.
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one inline style is that of Kit's route announcer; Kit does not hash it itself.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
        },
      },
      paths: { base: '/admin', relative: false },
    }),
  ],
  server: { proxy: { '/api': api } },
})
