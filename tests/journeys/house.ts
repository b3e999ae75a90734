/**
 * A house of one's own for each journey: the built server on a free port and a throw-away folder, with Room 12 in
 * it. It can be killed and started again on the same folder. Every request of every page is watched: one that
 * leaves the origin fails the journey.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import { startCaddy } from './caddy.ts'

const runToEnd = promisify(execFile)

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
const server = join(root, 'apps/server/dist/server.js')

/** The people of the demo by their part; Mara, Tessa's and Leo's mother, is the guest. */
export type Who = 'host' | 'mara' | 'co-host' | 'organizer' | 'operator'

interface Demo {
  url: string
  people: { who: string; name: string; role: string; link: string }[]
  hangout: string
  circle: string
}

export interface House extends Demo {
  /** The link of the demo: the first browser that opens it is its owner's, each further one is asked who it is. */
  linkOf(who: Who): string
  /** A link that nobody has opened yet, made by somebody who has entered before. */
  freshLink(who: Who): string
  hangoutUrl: string
  circleUrl: string
  /** As a power cut does it. */
  kill(): Promise<void>
  /** The same folder, the same address. */
  start(): Promise<void>
  /** Changes one row of the stopped house, as an operator with the disk at hand could; a statement that returns it. */
  write(sql: string, ...values: (string | number)[]): Promise<Record<string, string>>
  /** A link from who holds the data folder, as `sidegate invite` prints it; beside the running server. */
  invite(name: string): Promise<string>
  /** A browser of somebody's own, signed in through a personal link of its own. */
  enter(who: Who, options?: BrowserContextOptions): Promise<Page>
  /** A browser of somebody's own, before any link was opened. */
  visit(options?: BrowserContextOptions): Promise<BrowserContext>
}

export const test = base.extend<{
  house: House
  hostName: string
  isBehindCaddy: boolean
  settings: NodeJS.ProcessEnv
}>({
  // Passkeys belong to a name, never to a number: journeys with them say `localhost`.
  hostName: ['127.0.0.1', { option: true }],
  /** On https, as the README says. */
  isBehindCaddy: [false, { option: true }],
  /** More of what an operator may set, such as the mail server. */
  settings: [{}, { option: true }],
  house: async ({ browser, hostName, isBehindCaddy, settings }, use, info) => {
    const defaults = info.project.use as BrowserContextOptions
    const house = await openHouse(browser, defaults, { hostName, isBehindCaddy }, settings)
    await use(house)
    await house.close()
  },
})
export { expect }

interface Address {
  hostName: string
  isBehindCaddy: boolean
}

async function openHouse(
  browser: Browser,
  defaults: BrowserContextOptions,
  { hostName, isBehindCaddy }: Address,
  settings: NodeJS.ProcessEnv,
) {
  const folder = await mkdtemp(join(tmpdir(), 'sidegate-journey-'))
  const port = await freePort()
  const outside = isBehindCaddy ? await freePort() : port
  const plainUrl = hostName === '127.0.0.1' ? '' : `http://${hostName}:${port}`
  const caddyFolder = `${folder}-caddy`
  const stopCaddy = isBehindCaddy ? await startCaddy(caddyFolder, outside, port) : async () => undefined
  // The demo makes its throw-away folder inside this one, where a killed server leaves it for the next.
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    TMPDIR: folder,
    LOG_LEVEL: 'warn',
    PUBLIC_URL: isBehindCaddy ? `https://localhost:${outside}` : plainUrl,
    TRUST_PROXY: isBehindCaddy ? '1' : '0',
    ...settings,
  }
  const left: string[] = []
  const contexts: BrowserContext[] = []
  let child: ChildProcess

  async function run(args: string[], extra: NodeJS.ProcessEnv = {}): Promise<string> {
    child = spawn(node, [server, ...args], {
      env: { ...env, ...extra },
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> })
    const died = once(child, 'exit').then(() => {
      throw new Error(`the server ended: ${args.join(' ')}`)
    })
    const [line] = (await Promise.race([once(lines, 'line'), died])) as [string]
    died.catch(() => undefined) // from here on a death is the journey's own doing
    return line
  }

  async function stop(signal: 'SIGKILL' | 'SIGTERM') {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  const demo = JSON.parse(await run(['demo', '--json'])) as Demo
  const linkOf = (who: Who) => {
    const person = demo.people.find(({ role }) => role === (who === 'mara' ? 'guest' : who))
    if (!person) throw new Error(`nobody is ${who}`)
    return person.link
  }

  const freshLinks = new Map<Who, string>()
  const freshLink = (who: Who) => {
    const link = freshLinks.get(who)
    if (!link) throw new Error(`${who} has not entered yet`)
    return link
  }
  /** As on the page of one's devices: a link for the next browser, while this one is in. */
  async function makeNextLink(who: Who, page: Page) {
    const made = await page.request.post(`${demo.url}/api/links`, {
      headers: { origin: demo.url },
      data: {},
    })
    expect(made.status(), 'a link of one’s own').toBe(200)
    freshLinks.set(who, ((await made.json()) as { link: string }).link)
  }

  async function dataFolder() {
    const [made] = await readdir(folder)
    return join(folder, made ?? '')
  }

  async function visit(options: BrowserContextOptions = {}) {
    const own = { ignoreHTTPSErrors: isBehindCaddy, ...pick(defaults), ...options }
    const context = await browser.newContext(own)
    contexts.push(context)
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (url.protocol.startsWith('http') && url.origin !== demo.url) left.push(request.url())
    })
    return context
  }

  return {
    ...demo,
    linkOf,
    freshLink,
    hangoutUrl: `${demo.url}/hangout/${demo.hangout}`,
    circleUrl: `${demo.url}/circle/${demo.circle}`,
    kill: () => stop('SIGKILL'),
    start: async () => {
      await run(['serve'], { DATA_DIR: await dataFolder() })
    },
    async write(sql: string, ...values: (string | number)[]) {
      const database = new DatabaseSync(join(await dataFolder(), 'sidegate.db'))
      const rows = database.prepare(sql).all(...values) as Record<string, string>[]
      database.close()
      expect(rows, sql).toHaveLength(1)
      return rows[0] as Record<string, string>
    },
    async invite(name: string) {
      const args = [server, 'invite', name, '--circle', demo.circle, '--json']
      const { stdout } = await runToEnd(node, args, {
        env: { ...env, PUBLIC_URL: demo.url, DATA_DIR: await dataFolder() },
        cwd: folder,
      })
      return (JSON.parse(stdout) as { link: string }).link
    },
    visit,
    async enter(who: Who, options?: BrowserContextOptions) {
      const page = await (await visit(options)).newPage()
      await page.goto(freshLinks.get(who) ?? linkOf(who))
      await page.getByRole('main').getByRole('button').first().click()
      await page.waitForURL((url) => !url.pathname.startsWith('/l/'))
      await makeNextLink(who, page)
      return page
    },
    async close() {
      for (const context of contexts) await context.close()
      await stop('SIGTERM')
      await stopCaddy()
      for (const made of [folder, caddyFolder]) await rm(made, { recursive: true, force: true })
      expect(left, 'requests that left the origin').toEqual([])
    },
  }
}

/** The context options of the config; Playwright applies them to its own contexts only. */
function pick({ viewport, locale, timezoneId }: BrowserContextOptions): BrowserContextOptions {
  return { ...(viewport && { viewport }), ...(locale && { locale }), ...(timezoneId && { timezoneId }) }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
