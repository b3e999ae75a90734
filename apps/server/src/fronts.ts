/** The built front ends: the console's files under /admin, and the web's handler. Either may be missing in tests. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { WebHandler } from './http.ts'

/** Beside the bundle in a release, else in the workspace (this file runs from src and from dist). */
const places = (here: string, beside: string, inWorkspace: string) =>
  [join(here, beside), join(here, '../..', inWorkspace)].find((place) => existsSync(place)) ?? null

export const findWeb = (here: string) => places(here, 'web/handler.js', 'web/build/handler.js')
export const findAdmin = (here: string) => places(here, 'admin/200.html', 'admin/build/200.html')

export async function loadWeb(file: string): Promise<WebHandler> {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: WebHandler }
  return handler
}

/** A static single page app: files as they are, 200.html for its routes, 404 for a file that isn't there (T23). */
export async function createAdmin(fallbackFile: string): Promise<Hono> {
  const root = join(fallbackFile, '..')
  const fallback = await readFile(fallbackFile)
  return new Hono()
    .get('/admin', (c) => c.redirect('/admin/', 301))
    .use(
      '/admin/*',
      serveStatic({
        root,
        precompressed: true,
        rewriteRequestPath: (path) => path.slice('/admin'.length),
        onFound: (path, c) =>
          c.header(
            'Cache-Control',
            path.includes('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
          ),
      }),
    )
    .get('/admin/*', (c) => {
      const last = c.req.path.split('/').at(-1) ?? ''
      if (c.req.path.includes('/_app/') || last.includes('.')) return c.text('There is nothing here.\n', 404)
      return c.body(fallback, 200, { 'Content-Type': 'text/html; charset=utf-8' })
    })
}
