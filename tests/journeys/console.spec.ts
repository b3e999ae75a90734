// An organizer watches, live, and sees no more than cards and counts.
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
  const mara = await house.enter('mara', DESKTOP)
  const nothing = mara.getByRole('heading', { name: 'There is nothing here' })
  await mara.goto(`${house.url}/admin/`)
  await expect(nothing).toBeVisible()
  const toGuardian = await mara.getByRole('main').ariaSnapshot()
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/cir_0000000000000000000000`)
  await expect(organizer.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  expect(await organizer.getByRole('main').ariaSnapshot()).toBe(toGuardian)
})
