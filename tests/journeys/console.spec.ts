// An organizer watches, live, and sees no more than cards and counts.
import type { Page } from '@playwright/test'
import { expect, test } from './house.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }

test('the overview shows the circle, its next hangout, and how many edit it now', async ({ house }) => {
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/`)
  const row = organizer.getByRole('row', { name: /Room 12/ })
  await expect(row).toContainText('22')
  await expect(row).toContainText(/backyard afternoon/i)

  const mara = await house.enter('mara')
  const host = await house.enter('host')
  for (const page of [mara, host]) await page.goto(house.hangoutUrl)
  await expect(row).toContainText('2 live')
  await mara.close()
  await expect(row).toContainText('1 live')
})

test('the circle’s page shows its families to its organizer, and no name to an operator', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(organizer.getByText('Tessa', { exact: false }).first()).toBeVisible()

  const operator = await house.enter('operator', DESKTOP)
  await operator.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(operator.getByText(/backyard afternoon/i).first()).toBeVisible()
  await expect(operator.getByText('Tessa', { exact: false })).toHaveCount(0)
})

test('to a guardian the console is a page that isn’t there', async ({ house }) => {
  const nothing = (page: Page) => page.getByRole('heading', { name: 'There is nothing here' })
  const mara = await house.enter('mara', DESKTOP)
  await mara.goto(`${house.url}/admin/`)
  await expect(nothing(mara)).toBeVisible()
  // Everything on the screen is the same as at an address that never was.
  const seen = () => mara.locator('body').ariaSnapshot()
  const atTheConsole = await seen()
  await mara.goto(`${house.url}/admin/nowhere`)
  await expect(nothing(mara)).toBeVisible()
  expect(await seen()).toBe(atTheConsole)
})
