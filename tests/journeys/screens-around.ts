// Draws the ways in, what stands around a plan, and the console: each person has one browser, which keeps its powers.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { openEmptyHouse } from './empty-house.ts'
import { type House, test, type Who } from './house.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const folder = at('../../docs/screens')
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

interface Screen {
  name: string
  who: Who | null
  path: (house: House) => string
  act?: (page: Page) => Promise<void>
}

const console_ = (house: House, page = '') => `/admin/circles/${house.circle}${page}`

const screens: Screen[] = [
  { name: 'in', who: null, path: () => '/in' },
  { name: 'class-chat', who: null, path: () => `/c/${'x'.repeat(43)}` },
  { name: 'week', who: 'mara', path: () => '/week' },
  { name: 'family', who: 'mara', path: (house) => `/family/${house.circle}` },
  { name: 'devices', who: 'mara', path: () => '/devices' },
  { name: 'share', who: 'mara', path: (house) => `/hangout/${house.hangout}/share` },
  { name: 'hangout-new', who: 'host', path: (house) => `/circle/${house.circle}/new` },
  { name: 'hangout-hosts', who: 'host', path: (house) => `/hangout/${house.hangout}/hosts` },
  { name: 'hangout-address', who: 'host', path: (house) => `/hangout/${house.hangout}/address` },
  {
    name: 'hangout-send',
    who: 'host',
    path: (house) => `/circle/${house.circle}/new`,
    async act(page) {
      await page.getByRole('link', { name: 'Board-game night' }).click()
      await page.getByRole('button', { name: 'Make the draft' }).click()
      await page.getByRole('link', { name: 'Look at the list and send it' }).click()
      await page.getByRole('button', { name: 'Send it' }).waitFor()
    },
  },
  { name: 'console', who: 'organizer', path: () => '/admin/' },
  { name: 'console-circle', who: 'organizer', path: (house) => console_(house) },
  {
    name: 'console-people',
    who: 'organizer',
    path: (house) => console_(house, '/people'),
    act: (page) => page.getByRole('list', { name: 'People' }).getByRole('listitem').first().waitFor(),
  },
  {
    name: 'console-import',
    who: 'organizer',
    path: (house) => console_(house, '/import'),
    async act(page) {
      await page.getByLabel('Choose a file').setInputFiles(at('fixtures/class-list.csv'))
      await page.getByRole('heading', { level: 2, name: /kids, .* guardians/ }).waitFor()
    },
  },
  { name: 'console-audit', who: 'organizer', path: (house) => console_(house, '/audit') },
  {
    name: 'console-house',
    who: 'operator',
    path: () => '/admin/house',
    act: (page) => page.getByText('Comes through at once', { exact: true }).waitFor(),
  },
]

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const
    const draw = (page: Page, name: string) =>
      page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` })

    test(`around a plan, ${size}, ${colorScheme}`, async ({ house }) => {
      test.setTimeout(180_000)
      const pageByWho = new Map<Who | null, Page>()
      for (const { name, who, path, act } of screens) {
        const known = pageByWho.get(who)
        const page =
          known ?? (who ? await house.enter(who, options) : await (await house.visit(options)).newPage())
        pageByWho.set(who, page)
        await page.goto(house.url + path(house))
        await page.getByRole('heading', { level: 1 }).waitFor()
        await act?.(page)
        await draw(page, name)
      }
      const further = await (await house.visit(options)).newPage()
      await further.goto(house.linkOf('mara'))
      await further.getByRole('main').getByRole('button').first().click()
      await further.waitForURL(/are-you/)
      await draw(further, 'are-you')
    })

    test(`the first run, ${size}, ${colorScheme}`, async ({ browser }) => {
      const house = await openEmptyHouse('127.0.0.1')
      const page = await (await browser.newContext(options)).newPage()
      await page.goto(house.setupLink ?? '')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await draw(page, 'setup')
      await page.context().close()
      await house.close()
    })
  }
}
