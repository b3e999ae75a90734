// J6, first part: an organizer turns a real, messy spreadsheet into a circle.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { expect, type House, test } from './house.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

/** 60 rows between semicolons in Windows-1252, under a title; a second header, kids of two homes, rows told twice. */
const MESSY = fixture('class-list.csv')
const SUMMARY = '53 kids, 66 guardians, 5 rows unclear'

/** A circle with nobody in it but its organizer, and its maker's browser. */
async function enterNewCircle(house: House, options: BrowserContextOptions = DESKTOP) {
  const page = await house.enter('operator', options)
  const made = await page.request.post(`${house.url}/api/admin/circles`, {
    headers: { Origin: house.url },
    data: { name: 'Grade 4, Room 9', zone: 'America/New_York', organizer: 'me' },
  })
  return { page, circle: ((await made.json()) as { id: string }).id }
}

async function openImport(page: Page, house: House, circle = house.circle) {
  await page.goto(`${house.url}/admin/circles/${circle}/import`)
  await expect(page.getByRole('heading', { name: 'Import a class list' })).toBeVisible()
}
const take = (page: Page, file: string) => page.getByLabel('Choose a file').setInputFiles(file)
const summary = (page: Page, text: string) =>
  expect(page.getByRole('heading', { level: 2, name: text, exact: true })).toBeVisible()

test('J6: a messy spreadsheet becomes families, and only its organizer says what no list can', async ({
  house,
}) => {
  const { page, circle } = await enterNewCircle(house)
  await openImport(page, house, circle)
  await take(page, MESSY)
  await summary(page, SUMMARY)
  await expect(page.getByText('Nothing is written yet, and nothing is sent by it.')).toBeVisible()

  await test.step('what must not be kept is named and left out (house rules 1 and 11)', async () => {
    const left = page.getByRole('listitem')
    for (const line of [
      'Date of birth: no birth dates are kept',
      'Student ID: no school ids are kept',
      'Street address: an address is given to guests, for one day',
      'Likes: only a kid or its own guardian says what it likes',
    ])
      await expect(left.filter({ hasText: line })).toBeVisible()
    await expect(page.getByText('Elm Street')).toHaveCount(0)
  })

  await test.step('rows that say nothing usable are listed with their reason', async () => {
    await expect(page.getByText('Row 43: Bauer, Emil, has no guardian')).toBeVisible()
    await expect(page.getByText('Row 49: Laura, has no kid')).toBeVisible()
    await expect(page.getByText('Row 52: 4711, what stands for the kid is no name')).toBeVisible()
    await expect(page.getByText('Row 31: “giulia@” can’t be an e-mail address and is left out')).toBeVisible()
  })

  await test.step('kids of two homes are joined by buttons', async () => {
    for (const name of ['Vera Orlova', 'Anton Petrov']) {
      const question = page.getByRole('group', { name: new RegExp(`has ${name} with`) })
      await question.getByText('One kid, two homes').click()
    }
    await summary(page, '53 kids, 68 guardians, 3 rows unclear')
    await expect(page.getByText('All are answered.')).toBeVisible()
  })

  await expectNoViolations(page, 'the dry run')
  await page.getByRole('button', { name: 'Bring in 53 kids and 68 guardians' }).click()
  await expect(
    page.getByRole('heading', { name: '53 kids and 68 guardians of this list are in the circle' }),
  ).toBeFocused()
  await expectNoViolations(page, 'brought in')

  await test.step('they are in the circle, by first names; the next step is paper or links', async () => {
    await expect(page.getByRole('link', { name: 'Print hand-outs' })).toHaveAttribute('href', /\/hand-outs$/)
    await page.getByRole('link', { name: 'See the people' }).click()
    await page.getByLabel('Find a family').fill('Inés and Iker')
    await expect(page.getByText('Inés and Iker’s family').first()).toBeVisible()
    await page.getByLabel('Find a family').fill('Vera')
    await expect(page.getByText('Vera’s family').first()).toBeVisible()
    await expect(page.getByText('Sergei’s family').first()).toBeVisible()
    await expect(page.getByText('Orlova')).toHaveCount(0)
  })

  await test.step('next month’s list: what is there already stays the same, and nobody goes', async () => {
    await openImport(page, house, circle)
    await take(page, MESSY)
    await expect(
      page.getByText('This list changes nothing: everybody on it is in the circle as it says.'),
    ).toBeVisible()
    await expect(page.getByText('1 family is not on this list; it stays')).toBeVisible()
    await expect(page.getByRole('button', { name: /Bring in/ })).toHaveCount(0)
  })
})

test('the same list saved by Excel, or as UTF-16, or pasted, reads the same', async ({ house }) => {
  const { page, circle } = await enterNewCircle(house)
  for (const name of ['class-list.xlsx', 'class-list-utf16.csv']) {
    await openImport(page, house, circle)
    await take(page, fixture(name))
    await summary(page, SUMMARY)
  }
  await openImport(page, house, circle)
  const cells = new TextDecoder('windows-1252').decode(await readFile(MESSY))
  await page.getByLabel('Or paste cells from a spreadsheet').fill(cells.replaceAll(';', '\t'))
  await page.getByRole('button', { name: 'Read the cells' }).click()
  await summary(page, SUMMARY)
})

test('a column that was guessed wrong is mapped by hand, with the keyboard alone', async ({ house }) => {
  const page = await house.enter('organizer', DESKTOP)
  await openImport(page, house)
  await page.getByLabel('Or paste cells from a spreadsheet').fill('Parent;Who\nSamira Haddad;Noor Haddad\n')
  await page.getByRole('button', { name: 'Read the cells' }).press('Enter')
  await expect(page.getByText('Say which one does.')).toBeVisible()
  await expect(page.getByLabel('What “Parent” means')).toHaveValue('guardian-1-full')
  await page.getByLabel('What “Who” means').selectOption('Kid: name')
  await summary(page, '1 kid, 1 guardian')
  await page.getByRole('button', { name: 'Bring in 1 kid and 1 guardian' }).press('Enter')
  await expect(
    page.getByRole('heading', { name: '1 kid and 1 guardian of this list are in the circle' }),
  ).toBeFocused()
})

test('what takes long can be stopped, and then says how it stands', async ({ house }) => {
  const { page, circle } = await enterNewCircle(house)
  await openImport(page, house, circle)
  await take(page, MESSY)
  // On its way, and not there yet.
  await page.route('**/import/apply', () => undefined)
  await page.getByRole('button', { name: /^Bring in/ }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped. What you see below is how it stands now.')).toBeVisible()
  await summary(page, SUMMARY)
  await page.unroute('**/import/apply')
  await page.getByRole('button', { name: /^Bring in/ }).click()
  await expect(page.getByRole('heading', { name: /of this list are in the circle$/ })).toBeFocused()
})

test('a file that can’t be read says why, and where', async ({ house }) => {
  const page = await house.enter('organizer', DESKTOP)
  await openImport(page, house)
  const file = (buffer: Buffer) => ({ name: 'list.csv', mimeType: 'text/csv', buffer })
  await page.getByLabel('Choose a file').setInputFiles(file(Buffer.from('a;b\nc;"d\n')))
  await expect(page.getByRole('alert').first()).toHaveText('A quotation mark in row 2 is not closed.')
  await page.getByLabel('Choose a file').setInputFiles(file(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
  await expect(page.getByRole('alert').first()).toContainText('Excel file of before 2007')
})

test('the circle’s own list, taken along and brought back, changes nothing', async ({ house }) => {
  const page = await house.enter('organizer', DESKTOP)
  await openImport(page, house)
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the list' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('class-list.csv')
  await take(page, await download.path())
  await expect(
    page.getByText('This list changes nothing: everybody on it is in the circle as it says.'),
  ).toBeVisible()
  await summary(page, '24 kids, 25 guardians')
})

test('on a phone of 320 px, in Spanish and in the dark, the import is whole', async ({ house }) => {
  const { page, circle } = await enterNewCircle(house, {
    viewport: { width: 320, height: 640 },
    locale: 'es-MX',
    colorScheme: 'dark',
  })
  await page.goto(`${house.url}/admin/circles/${circle}/import`)
  await expect(page.getByRole('heading', { name: 'Importar una lista de clase' })).toBeVisible()
  await expectNoViolations(page, 'the first step')
  await page.getByLabel('Elegir un archivo').setInputFiles(MESSY)
  await summary(page, '53 niños, 66 adultos, 5 filas dudosas')
  await page.getByText('Columnas', { exact: true }).click()
  await expectNoViolations(page, 'the dry run')
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
})
