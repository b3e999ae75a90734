import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAdmin } from './fronts.ts'
import { createRequestListener, securityHeaders } from './http.ts'

let server: Server
let url: string
let folder: string
let isFirstRun = false

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  await mkdir(join(folder, '_app/immutable'), { recursive: true })
  await writeFile(join(folder, '200.html'), '<title>console</title>')
  await writeFile(join(folder, '_app/immutable/start.js'), 'console.log("start")')
  await writeFile(join(folder, '_app/immutable/start.js.br'), 'compressed')
  const app = new Hono().get('/api/hello', (c) => c.json({ cookie: c.req.header('cookie') ?? null }))
  server = createServer(
    createRequestListener({
      app,
      admin: await createAdmin(join(folder, '200.html')),
      // What a Kit handler does: brings its own policy, calls the API in process, leaves what it doesn't know.
      web(request, response, next) {
        if (request.url === '/nowhere' || request.url === '/admin') return next()
        response.setHeader('Content-Security-Policy', "default-src 'self'")
        const api = Reflect.get(request, Symbol.for('sidegate.api')) as (
          request: Request,
        ) => Promise<Response>
        void api(new Request('http://inside/api/hello', { headers: { cookie: 'a=1' } }))
          .then((answer) => answer.text())
          .then((text) => response.end(`${request.headers['x-forwarded-proto']} ${text}`))
      },
      isFirstRun: async () => isFirstRun,
      watches: async ({ cookie }) => cookie === 'who=organizer',
      publicUrl: 'https://hangouts.example.org',
    }),
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test('pages reach the API in process, and a client can not choose the protocol that Kit believes in', async () => {
  const page = await fetch(`${url}/page`, { headers: { 'x-forwarded-proto': 'ftp' } })
  expect(await page.text()).toBe('https {"cookie":"a=1"}')
})

test('P25: every answer forbids frames, sniffing and referrers, whoever made it', async () => {
  for (const path of [
    '/api/hello',
    '/api/unknown',
    '/admin/',
    '/admin/_app/none.js',
    '/page',
    '/nowhere',
    '/readyz',
  ]) {
    const { headers } = await fetch(url + path)
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining("frame-ancestors 'none'"),
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toMatch(/^max-age/)
    expect(headers.get('cache-control')).toBe('no-store')
  }
  expect((await fetch(`${url}/api/hello`)).headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; /,
  )
  expect((await fetch(`${url}/page`)).headers.get('content-security-policy')).toMatch(/^default-src 'self'; /)
})

test('the console: files as they are, its page for its routes, 404 for a file that is not there', async () => {
  const script = await fetch(`${url}/admin/_app/immutable/start.js`, {
    headers: { 'Accept-Encoding': 'identity' },
  })
  expect([script.status, await script.text()]).toEqual([200, 'console.log("start")'])
  expect(script.headers.get('cache-control')).toContain('immutable')
  const asOrganizer = { headers: { cookie: 'who=organizer' } }
  const route = await fetch(`${url}/admin/circles/cir_1`, asOrganizer)
  expect([route.status, await route.text()]).toEqual([200, '<title>console</title>'])
  for (const missing of ['/admin/_app/immutable/gone.js', '/admin/favicon.ico', '/admin/../../etc/passwd'])
    expect([missing, (await fetch(url + missing, asOrganizer)).status === 200]).toEqual([
      missing,
      missing.includes('..'),
    ])
  const bare = await fetch(`${url}/admin`, { ...asOrganizer, redirect: 'manual' })
  expect([bare.status, bare.headers.get('location')]).toEqual([301, '/admin/'])
})

test('house rule 3: to outsiders the console is a page that is not there, whatever its address', async () => {
  const answers = await Promise.all(
    ['/nowhere', '/admin', '/admin/', '/admin/circles/cir_1', '/admin/200.html', '/admin/icon.svg'].map(
      async (path) => {
        const answer = await fetch(url + path, { redirect: 'manual' })
        return [answer.status, await answer.text()]
      },
    ),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify([404, 'There is nothing here.\n'])]),
  )
})

test('P26: until the house is set up one page of the console is there for everybody, and only that one', async () => {
  const statusOf = async (path: string) => (await fetch(url + path, { redirect: 'manual' })).status
  const paths = ['/admin/setup', '/admin/', '/admin', '/admin/house', '/admin/setup/', '/admin/setup/more']
  expect(await Promise.all(paths.map(statusOf))).toEqual(paths.map(() => 404))
  isFirstRun = true
  expect(await Promise.all(paths.map(statusOf))).toEqual([200, 404, 404, 404, 404, 404])
  isFirstRun = false
})

test('plain http in a network has no HSTS, and lets our own forms say where they come from', () => {
  const headers = new Map(securityHeaders('http://192.168.1.20:8080'))
  expect(headers.has('Strict-Transport-Security')).toBe(false)
  expect(headers.get('Referrer-Policy')).toBe('same-origin')
  expect(new Map(securityHeaders('http://127.0.0.1:8080')).get('Referrer-Policy')).toBe('no-referrer')
})
