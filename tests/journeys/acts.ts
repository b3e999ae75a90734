/** What people do on a plan's page, by role and label. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import type { House } from './house.ts'

/** Opens one of the shared texts for writing; it is tapped again while the scripts are still on their way. */
export async function openText(page: Page, name: 'About' | 'Notes'): Promise<Locator> {
  const box = page.getByRole('textbox', { name })
  await expect(async () => {
    const way = page.getByRole('button', { name: `Change ${name}` })
    if (!(await box.isVisible())) await way.click({ timeout: 2000 })
    await expect(box).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 20_000 })
  return box
}

/** What the screen says about saving, in the bar at the bottom. */
export async function says(page: Page, words: 'Saved' | 'On this phone, will send' | 'Sending') {
  await expect(page.getByText(words, { exact: true })).toBeVisible()
}

/** The colour of the light beside those words. */
export const lightOf = (page: Page) =>
  page.locator('[data-saving]').evaluate((element) => getComputedStyle(element, '::before').backgroundColor)

/** A slot's row, by what it asks for. */
export const slotOf = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })

/** The drawer of what the plan could not take. */
export const drawerOf = (page: Page) => page.getByRole('region', { name: 'Not saved yet' })

/** Halfway through a transition, colours are neither of one state nor of the other. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime),
      )
    await Promise.allSettled(passing.map(({ finished }) => finished))
  })

export async function expectNoViolations(page: Page, title: string) {
  await settled(page)
  // Its way for pages without frames of other origins, as all of ours are: without a second tab, thrice as fast.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
  expect(found, title).toEqual([])
}

/** In light and dark, on a narrow phone and on a laptop: axe finds nothing, and nothing sticks out. */
export async function expectClean(page: Page, title: string) {
  const before = page.viewportSize()
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const look = `${title}, ${colorScheme}, ${width} px`
      await expectNoViolations(page, look)
      await expectFits(page, look)
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (before) await page.setViewportSize(before)
}

/** What sticks out of the screen: the page itself, or a button that a finger can't reach. */
export async function expectFits(page: Page, title: string) {
  const out = await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const buttons = [...document.querySelectorAll('button, a, label')].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect()
      return own > 1 && (left < -1 || right > width + 1)
    })
    return {
      sideways: document.documentElement.scrollWidth - width,
      buttons: buttons.map((button) => button.textContent.trim().slice(0, 40)),
    }
  })
  expect(out, title).toEqual({ sideways: 0, buttons: [] })
}

/** What the co-host's family may is taken from it while the house is closed. Returns the way to give it back. */
export async function takePart(house: House): Promise<() => Promise<void>> {
  await house.kill()
  const { hangout_id, family_id } = await house.write(
    "delete from hangout_hosts where part = 'co-host' returning *",
  )
  await house.start()
  return async () => {
    await house.kill()
    const insert =
      "insert into hangout_hosts (hangout_id, family_id, part) values (?, ?, 'co-host') returning *"
    await house.write(insert, hangout_id ?? '', family_id ?? '')
    await house.start()
  }
}

/** From the circle's page to a draft of one's own; its address. */
export async function makeDraft(page: Page, house: House, title: string): Promise<string> {
  await page.goto(house.circleUrl)
  await page.getByRole('link', { name: 'Plan something' }).click()
  await page.getByRole('link', { name: 'Board-game night' }).click()
  await page.getByRole('textbox', { name: 'What do you call it?' }).fill(title)
  await page.getByRole('textbox', { name: 'Where, roughly' }).fill('By the library')
  await page.getByRole('button', { name: 'Make the draft' }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  return page.url()
}
