// What a phone must fetch to open a plan, from the built web app: scripts as brotli sends them, fonts as they are.
// A guardian with a bad signal in a yard waits for the first figure; the second comes at idle.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

const PLAN = '/hangout/[hangoutId]'
const KB = 1000
const BUDGET = { first: 45 * KB, all: 120 * KB, fonts: 80 * KB }

/**
 * The scripts of one page, as files below build/client.
 * @param {Record<string, { file: string, name?: string, imports?: string[], dynamicImports?: string[] }>} chunks Vite's client manifest
 * @param {any} kit Kit's server manifest: which nodes a route has, and what every page starts with
 * @param {string} routeId
 * @returns {{ first: Set<string>, all: Set<string> }} first: imported before the page is live; all: ever imported by it
 */
export function scriptsOf(chunks, kit, routeId) {
  const route = kit.routes.find((/** @type {{ id: string }} */ route) => route.id === routeId)
  if (!route?.page) throw new Error(`No page ${routeId} in the build: did the plan move?`)
  const keyByFile = new Map(Object.entries(chunks).map(([key, { file }]) => [file, key]))
  const start = kit.client.imports.map((/** @type {string} */ file) => keyByFile.get(file))
  const node = (/** @type {number} */ id) =>
    Object.keys(chunks).find((key) => key.endsWith(`/nodes/${id}.js`))
  const { layouts, errors, leaf } = route.page

  const first = reach(
    [...start, ...[...layouts, leaf].filter(Number.isInteger).map(node)],
    ({ imports = [] }) => imports,
  )
  // The app's entry names the nodes of all routes; only this page's own belong to it.
  const all = reach(
    [...first, ...errors.filter(Number.isInteger).map(node)],
    ({ imports = [], dynamicImports = [] }) => [
      ...imports,
      ...dynamicImports.filter((key) => !/\/nodes\/\d+\.js$/.test(key)),
    ],
  )
  const files = (/** @type {Set<string>} */ keys) => new Set([...keys].map((key) => chunks[key].file))
  return { first: files(first), all: files(all) }

  /** @type {(keys: (string | undefined)[], next: (chunk: (typeof chunks)[string]) => string[]) => Set<string>} */
  function reach(keys, next) {
    const seen = new Set()
    const waiting = [...keys]
    while (waiting.length) {
      const key = waiting.pop()
      if (key === undefined || !chunks[key]) throw new Error(`The build's manifests disagree about ${key}.`)
      if (seen.has(key)) continue
      seen.add(key)
      waiting.push(...next(chunks[key]))
    }
    return seen
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const web = fileURLToPath(new URL('../apps/web/', import.meta.url))
  const client = `${web}build/client/`
  if (!existsSync(`${web}build`)) {
    console.error('There is no build of apps/web: "pnpm build" makes one.')
    process.exit(1)
  }
  const chunks = JSON.parse(readFileSync(`${web}.svelte-kit/output/client/.vite/manifest.json`, 'utf8'))
  const { manifest } = await import(pathToFileURL(`${web}build/server/manifest-full.js`).href)
  const { first, all } = scriptsOf(chunks, manifest, PLAN)
  const weight = (/** @type {string} */ file) => brotliCompressSync(readFileSync(client + file)).length
  const sum = (/** @type {Set<string>} */ files) =>
    [...files].reduce((total, file) => total + weight(file), 0)
  // A reader fetches one language: of each catalogue's the heaviest counts, the others don't.
  const catalogues = Map.groupBy(
    Object.entries(chunks).filter(
      ([key, { file }]) => /src\/lib\/words\/.*\b[a-z]{2}\.ts$/.test(key) && all.has(file),
    ),
    ([key]) => key.slice(0, key.lastIndexOf('/')),
  )
  for (const languages of catalogues.values()) {
    const [, ...lighter] = languages.map(([, { file }]) => file).sort((a, b) => weight(b) - weight(a))
    for (const file of lighter) all.delete(file)
  }
  const fonts = globSync(`${client}_app/immutable/assets/*-latin-[!e]*.woff2`) // latin, not latin-ext
  if (fonts.length !== 2)
    throw new Error(`Two latin fonts were expected on first load, found ${fonts.length}.`)

  const figures = {
    first: { what: 'scripts before the plan is live, brotli', bytes: sum(first) },
    all: { what: 'all scripts of the plan page, brotli', bytes: sum(all) },
    fonts: { what: 'fonts on first load', bytes: fonts.reduce((sum, file) => sum + statSync(file).size, 0) },
  }
  for (const [name, { what, bytes }] of Object.entries(figures)) {
    const budget = BUDGET[/** @type {keyof typeof BUDGET} */ (name)]
    const over = bytes > budget
    if (over) process.exitCode = 1
    console.log(`${over ? 'OVER ' : 'ok   '}${what}: ${(bytes / KB).toFixed(1)} kB of ${budget / KB} kB`)
  }
  // What to look at when one is over: the heaviest first.
  const heaviest = Object.entries(chunks)
    .filter(([, { file }]) => process.exitCode && all.has(file))
    .map(([key, { file, name }]) => ({
      when: first.has(file) ? 'first' : 'later',
      bytes: weight(file),
      key,
      name,
    }))
    .sort((a, b) => b.bytes - a.bytes)
  for (const { when, bytes, key, name } of heaviest.slice(0, 12))
    console.log(`  ${when} ${(bytes / KB).toFixed(1).padStart(5)} kB  ${name}  ${key}`)
}
