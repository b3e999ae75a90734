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
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/people`)
  await expect(organizer.getByText('Tessa', { exact: false }).first()).toBeVisible()

  const operator = await house.enter('operator', DESKTOP)
  await operator.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(operator.getByText(/backyard afternoon/i).first()).toBeVisible()
  await expect(operator.getByText('Tessa', { exact: false })).toHaveCount(0)
  await operator.goto(`${house.url}/admin/circles/${house.circle}/people`)
  await expect(operator.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('to a guardian, and to a stranger, the console is a page that isn’t there', async ({ house }) => {
  const nothing = (page: Page) => page.getByRole('heading', { name: 'There is nothing here' })
  const mara = await house.enter('mara', DESKTOP)
  const stranger = await (await house.visit(DESKTOP)).newPage()
  const organizer = await house.enter('organizer', DESKTOP)
  for (const page of [mara, stranger]) {
    // Not only what is seen: every byte but the nonces is that of an address that never was.
    const answers = await Promise.all(
      ['/admin', '/admin/', `/admin/circles/${house.circle}`, '/admin/nowhere'].map(async (path) => {
        const answer = await page.request.get(house.url + path)
        return `${answer.status()} ${(await answer.text()).replaceAll(/nonce="[^"]*"|__sveltekit_\w+/g, '')}`
      }),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/^404 /)
    await page.goto(`${house.url}/admin/`)
    await expect(nothing(page)).toBeVisible()
  }
  expect((await organizer.request.get(`${house.url}/admin/`)).status()).toBe(200)
})

test('who organizes or operates finds the console from the circle, and nobody else does', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(house.circleUrl)
  await expect(mara.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(mara.getByRole('link', { name: 'Console' })).toHaveCount(0)
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(house.circleUrl)
  await organizer.getByRole('link', { name: 'Console' }).click()
  await expect(organizer.getByRole('row', { name: /Room 12/ })).toBeVisible()
})
