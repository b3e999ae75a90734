// Everyone can read it: axe finds nothing on any page, in light and dark, on a phone and on a laptop.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { says } from './acts.ts'
import { expect, type House, test, type Who } from './house.ts'

const pages: [string, Who | null, (house: House) => string][] = [
  ['the way in', null, (house) => new URL(house.linkOf('mara')).pathname],
  ['the front door', null, () => '/'],
  ['signed out', null, () => '/signed-out'],
  ['nothing here', 'mara', () => '/hangout/han_0000000000000000000000'],
  ['the circle', 'mara', (house) => new URL(house.circleUrl).pathname],
  ['the plan, as a guest', 'mara', (house) => new URL(house.hangoutUrl).pathname],
  ['the plan, as its host', 'host', (house) => new URL(house.hangoutUrl).pathname],
  ['the console', 'organizer', () => '/admin/'],
  ['a circle in the console', 'organizer', (house) => `/admin/circles/${house.circle}`],
  ['the console, to a guardian', 'mara', () => '/admin/'],
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ]) {
    test(`axe finds nothing, ${colorScheme}, ${viewport.width} px wide`, async ({ house }) => {
      test.setTimeout(120_000)
      for (const [title, who, path] of pages) {
        const options = { colorScheme, viewport, reducedMotion: 'reduce' } as const
        const page = who ? await house.enter(who, options) : await (await house.visit(options)).newPage()
        await page.goto(house.url + path(house))
        await settled(page)
        await expectNoViolations(page, title)
        await page.context().close()
      }
    })
  }
}

test('nothing is cut off or scrolls sideways at 320 px', async ({ house }) => {
  test.setTimeout(120_000)
  for (const [title, who, path] of pages) {
    const options = { viewport: { width: 320, height: 640 } }
    const page = who ? await house.enter(who, options) : await (await house.visit(options)).newPage()
    await page.goto(house.url + path(house))
    await settled(page)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width, title).toBeLessThanOrEqual(320)
    await page.context().close()
  }
})

test('every page speaks Spanish to who asks for it', async ({ house }) => {
  const page = await house.enter('mara', { locale: 'es-ES' })
  await page.goto(house.hangoutUrl)
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  await expect(page.getByRole('group', { name: 'Tessa' })).not.toContainText('Going')
})

test('house rule 3: what one may not see answers exactly as what does not exist', async ({ house }) => {
  const stranger = await (await house.visit()).newPage()
  const mara = await house.enter('mara')
  const unknown = `${house.url}/hangout/han_0000000000000000000000`
  const answers = await Promise.all([
    mara.request.get(unknown),
    mara.request.get(`${house.url}/api/admin/overview`),
    mara.request.get(`${house.url}/api/hangouts/han_0000000000000000000000`),
  ])
  expect(answers.map((answer) => answer.status())).toEqual([404, 404, 404])
  expect(await answers[1]?.text()).toBe(await answers[2]?.text())
  expect((await stranger.goto(house.hangoutUrl))?.status()).toBe(401)
  expect(await stranger.content()).not.toContain('backyard')
})

async function expectNoViolations(page: Page, title: string) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
  expect(found, title).toEqual([])
}

/** What the page is about stands there; a plan is live as well. The live stream stays open, so no network ever idles. */
async function settled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  if ((await page.getByRole('form', { name: 'Your answer' }).count()) > 0) await says(page, 'Saved')
}
