// Everyone can read it: axe finds nothing on any page, in light and dark, on a phone and on a laptop.
import type { Page } from '@playwright/test'
import { drawerOf, expectClean, expectFits, openText, says, takePart } from './acts.ts'
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

test('axe finds nothing on any page, light and dark, at 320 and 1280 px, and nothing scrolls sideways', async ({
  house,
}) => {
  test.setTimeout(120_000)
  // A second browser of the organizer would come in without powers.
  const pageByWho = new Map<Who | null, Page>()
  for (const [title, who, path] of pages) {
    const page = pageByWho.get(who) ?? (who ? await house.enter(who) : await (await house.visit()).newPage())
    pageByWho.set(who, page)
    await page.goto(house.url + path(house))
    await settled(page)
    await expectClean(page, title)
  }
})

test('axe finds nothing in the drawer, the banner and the sheet of changes', async ({ house }) => {
  test.setTimeout(120_000)
  const coHost = await house.enter('co-host')
  const host = await house.enter('host')
  for (const page of [host, coHost]) {
    await page.goto(house.hangoutUrl)
    await says(page, 'Saved')
  }
  for (const name of ['About', 'Notes'] as const) await (await openText(host, name)).fill('')
  await expect(coHost.getByRole('region', { name: 'Much was taken out of this plan' })).toBeVisible()
  await expectClean(coHost, 'the banner')

  await host.getByRole('button', { name: 'What changed' }).click()
  const sheet = host.getByRole('dialog')
  await expect(sheet.getByRole('listitem').first()).toBeVisible()
  await expectClean(host, 'the sheet of changes')
  await sheet.getByRole('button', { name: 'Earlier plans' }).click()
  await sheet.getByRole('button', { name: 'Keep it as it is now' }).click()
  await expectClean(host, 'the restore points')
  await sheet
    .getByRole('button', { name: /^See what comes back/ })
    .last()
    .click()
  await expect(sheet.getByText('This changes:')).toBeVisible()
  await expectClean(host, 'what comes back')

  await coHost.context().setOffline(true)
  const about = await openText(coHost, 'About')
  await about.fill(`See https://example.org/${'path'.repeat(40)} ${'and '.repeat(300)}`)
  await coHost.getByRole('button', { name: 'Change Brownies' }).click()
  await coHost.getByRole('textbox', { name: 'Note' }).fill('n'.repeat(500))
  await says(coHost, 'On this phone, will send')
  await takePart(house)
  await coHost.context().setOffline(false)
  await expect(drawerOf(coHost).getByRole('listitem')).toHaveCount(2, { timeout: 20_000 })
  await expectClean(coHost, 'the drawer')
})

test('one long word or a pasted link widens nothing, at 320 and at 390 px', async ({ house }) => {
  test.setTimeout(120_000)
  const host = await house.enter('host', { viewport: { width: 320, height: 640 } })
  await host.goto(house.hangoutUrl)
  await says(host, 'Saved')
  await host.getByRole('button', { name: 'Add something to bring' }).click()
  await host.getByRole('textbox', { name: 'What', exact: true }).fill('W'.repeat(80))
  await host.getByRole('button', { name: 'Add', exact: true }).click()
  await host.getByRole('button', { name: /Change W{9}/ }).click()
  await host.getByRole('textbox', { name: 'Note', exact: true }).fill('n'.repeat(500))
  await expectFits(host, 'the host, writing')
  await host.getByRole('button', { name: 'Done' }).click()
  const notes = await openText(host, 'Notes')
  await notes.fill(`https://example.org/${'path'.repeat(60)}?q=${'a'.repeat(200)}`)
  await says(host, 'Saved')
  await expectFits(host, 'the host, after')
  await host.getByRole('button', { name: /Change W{9}/ }).click()
  await host.getByRole('button', { name: 'Remove' }).click()
  await expect(host.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expectFits(host, 'the host, with a way back')
  await host.getByRole('button', { name: 'Undo' }).click()
  await says(host, 'Saved')

  for (const width of [320, 390]) {
    const viewport = { width, height: 844 }
    const guest = await house.enter('mara', { viewport })
    await guest.goto(house.hangoutUrl)
    await says(guest, 'Saved')
    await expect(guest.getByText('W'.repeat(80))).toBeVisible()
    await expectFits(guest, `a guest, ${width} px`)
    const still = await house.enter('mara', { viewport, javaScriptEnabled: false })
    await still.goto(house.hangoutUrl)
    await expectFits(still, `a guest without scripts, ${width} px`)
  }
})

test('what has the keyboard’s focus never lies under the bar of answers', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const stops = new Set<string>()
  for (let tab = 0; tab < 60; tab++) {
    await mara.keyboard.press('Tab')
    const stop = await mara.evaluate(() => {
      const focused = document.activeElement
      const bar = document.querySelector('form[aria-label="Your answer"]')
      if (!focused || !bar || focused === document.body || bar.contains(focused)) return null
      const hidden = focused.getBoundingClientRect().bottom - bar.getBoundingClientRect().top
      return { name: focused.textContent.trim().slice(0, 60), hidden: Math.max(0, Math.round(hidden)) }
    })
    if (!stop) continue
    stops.add(stop.name)
    expect(stop.hidden, stop.name).toBe(0)
  }
  expect(stops.size).toBeGreaterThan(8)
})

for (const who of ['host', 'mara'] as const) {
  test(`going live moves nothing: ${who}`, async ({ house }) => {
    const tops = (page: Page) =>
      page.evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll('main h2')].map((heading) => [
            heading.textContent.trim(),
            Math.round(heading.getBoundingClientRect().top + scrollY),
          ]),
        ),
      )
    const page = await house.enter(who)
    // The server's page with nothing but its styles: as it stands before the scripts arrive.
    await page.route(/_app\/immutable\/.*\.js/, (route) => route.abort())
    await page.goto(house.hangoutUrl)
    await page.evaluate(() => document.fonts.ready)
    const before = await tops(page)
    await page.unroute(/_app\/immutable\/.*\.js/)
    await page.goto(house.hangoutUrl)
    await says(page, 'Saved')
    const live = await tops(page)
    expect(Object.keys(live)).toEqual(Object.keys(before))
    for (const [name, top] of Object.entries(before))
      expect(Math.abs((live[name] ?? 0) - top), name).toBeLessThanOrEqual(4)
  })
}

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

/** What the page is about stands there; a plan is live as well. The live stream stays open, so no network ever idles. */
async function settled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  if ((await page.getByRole('form', { name: 'Your answer' }).count()) > 0) await says(page, 'Saved')
}
