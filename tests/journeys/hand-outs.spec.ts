// Ways in on paper: an organizer prints slips, a guardian scans one with a phone and answers.
import type { Page } from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { expect, type House, test } from './house.ts'
import { expectPrinted, scan } from './paper.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }

async function chooser(house: House, ...families: string[]): Promise<Page> {
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/hand-outs`)
  for (const family of families)
    await organizer.getByRole('checkbox', { name: new RegExp(`${family} family`) }).check()
  return organizer
}

const slipOf = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'What will be printed' })
    .getByRole('article')
    .filter({
      has: page.getByRole('heading', { name: new RegExp(`For ${name}`) }),
    })

test('a slip is printed, scanned with a phone, and its guardian has answered', async ({ house }) => {
  const organizer = await chooser(house, "Zuri's", "Tessa's")
  await organizer.getByRole('button', { name: 'Make the slips' }).click()
  await expect(organizer.getByRole('heading', { name: '3 slips are ready' })).toBeFocused()
  const slip = slipOf(organizer, 'Wanjiru')
  await expect(slip).toContainText('Lincoln Elementary PTA')
  await expect(slip).toContainText('Grade 5, Room 12')
  await expect(slip).toContainText('Zuri')
  await expect(slip).not.toContainText('Tessa')
  const link = await scan(slip.getByRole('img'))
  expect(link).toContain(`${house.url}/l/`)
  await expect(slip).toContainText(link)

  const phone = await (await house.visit({ javaScriptEnabled: false })).newPage()
  await phone.goto(link)
  await expect(phone.getByText('Wanjiru')).toHaveCount(0)
  await phone.getByRole('main').getByRole('button').first().click()
  await phone.goto(house.hangoutUrl)
  const zuri = phone.getByRole('group', { name: 'Zuri' })
  await expect(zuri.getByRole('radio', { name: 'Going' })).toBeChecked()
})

test('each piece fits on its sheet whole, on Letter and on A4, and nothing else is printed', async ({
  house,
}) => {
  const all = ["Tessa's", "Diego's", "Noah's", "Zuri's", "Priya's", "Santiago's"]
  const organizer = await chooser(house, ...all)
  for (const paper of ['Letter', 'A4'] as const) {
    await organizer.getByRole('group', { name: 'Paper' }).getByText(paper).click()
    await organizer.getByRole('button', { name: 'Make the slips' }).click()
    await expectPrinted(organizer, paper === 'A4' ? 'a4' : 'letter')
    await organizer.getByRole('button', { name: 'Choose again' }).click()
  }
})

test('a family without a phone answers on paper: each kid, the help, and whom to give it to', async ({
  house,
}) => {
  const organizer = await chooser(house, "Diego's")
  await organizer
    .getByRole('group', { name: /^Language for/ })
    .getByText('Español')
    .click()
  await organizer.getByRole('button', { name: 'Make the slips' }).click()
  const strip = organizer.getByRole('article').filter({
    has: organizer.getByRole('heading', { name: '¿Sin teléfono? Rellena esta tira y dásela a Grace.' }),
  })
  await expect(strip).toHaveAttribute('lang', 'es')
  await expect(strip).toContainText('Just-for-fun backyard afternoon')
  for (const kid of ['Diego', 'Marisol'])
    await expect(strip.getByRole('listitem').filter({ hasText: kid })).toHaveText(/Va\s*Quizás\s*Esta vez no/)
  await expect(strip).toContainText('Podemos ayudar con')
})

test('the page is clean for screen readers, at 320 px wide, in the dark and in Spanish', async ({
  house,
}) => {
  const organizer = await chooser(house, "Tessa's")
  await expectNoViolations(organizer, 'choosing')
  await organizer.getByRole('button', { name: 'Make the slips' }).click()
  await expect(organizer.getByRole('button', { name: 'Print' })).toBeVisible()
  await expectNoViolations(organizer, 'slips')
  await organizer.emulateMedia({ colorScheme: 'dark' })
  await organizer.context().addCookies([{ name: 'language', value: 'es', url: house.url }])
  await organizer.setViewportSize({ width: 320, height: 700 })
  await organizer.reload()
  await organizer.getByRole('checkbox', { name: /Tessa's family/ }).check()
  await expectNoViolations(organizer, 'choosing, dark, es')
  await organizer.getByRole('button', { name: 'Hacer las hojas' }).click()
  await expect(organizer.getByRole('button', { name: 'Imprimir' })).toBeVisible()
  await expectNoViolations(organizer, 'slips, dark, es')
  expect(await organizer.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
