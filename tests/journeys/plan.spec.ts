// J2, the plan: host, co-host and a guest edit at once, and each sees what the others do.
import type { Page } from '@playwright/test'
import { openText, says, slotOf } from './acts.ts'
import { expect, type House, test } from './house.ts'

/** The page is live once the reader's own sync is told as saved. */
async function openPlan(house: House, page: Page) {
  await page.goto(house.hangoutUrl)
  await says(page, 'Saved')
}

test('J2: what the host writes, guest and co-host read a moment later, and the other way round', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  const coHost = await house.enter('co-host')
  for (const page of [host, mara, coHost]) await openPlan(house, page)

  const about = await openText(host, 'About')
  await about.fill('Tables, lanterns, a piñata. Come through the side gate.')
  for (const page of [mara, coHost]) await expect(page.getByText('Come through the side gate.')).toBeVisible()

  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' We bring two folding chairs.')
  for (const page of [host, coHost]) await expect(page.getByText(/two folding chairs/)).toBeVisible()
  await says(mara, 'Saved')

  // A guest may read what hosts write about it, and is offered no way to change it.
  await expect(mara.getByRole('button', { name: 'Change About' })).toHaveCount(0)
})

test('J2: two people type in one text at the same time, and every letter of both stays', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  const hosts = await openText(host, 'Notes')
  const guests = await openText(mara, 'Notes')
  await hosts.fill('')
  await expect(guests).toHaveValue('')
  await Promise.all([
    hosts.pressSequentially('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', { delay: 15 }),
    guests.pressSequentially('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', { delay: 15 }),
  ])
  for (const page of [host, mara]) await says(page, 'Saved')
  await expect(async () => {
    const texts = await Promise.all([hosts.inputValue(), guests.inputValue()])
    expect(texts[0]).toBe(texts[1])
    expect([...texts[0]].sort().join('')).toBe('a'.repeat(30) + 'b'.repeat(30))
  }).toPass()
})

test('presence: who is here shows by first name, and a field that somebody writes in carries their name', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await expect(host.getByText('here now', { exact: true })).toBeVisible()
  await (await openText(mara, 'Notes')).focus()
  await expect(host.getByText('Mara', { exact: true })).toBeVisible()
  await mara.close()
  await expect(host.getByText('here now', { exact: true })).toBeHidden()
})

test('two families claim the last brownies at the same moment: both stand, and the surplus is a kind choice', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  const coHost = await house.enter('co-host')
  for (const page of [mara, coHost]) {
    await openPlan(house, page)
    await page.context().setOffline(true)
    await page.getByRole('button', { name: /bring it: Brownies/ }).click()
    await expect(page.getByText('On this phone, will send')).toBeVisible()
  }
  for (const page of [mara, coHost]) await page.context().setOffline(false)
  for (const page of [mara, coHost]) {
    await expect(slotOf(page, 'Brownies')).toContainText(
      'That’s plenty: 4 trays for 2. Keep both, or swap one?',
    )
    await says(page, 'Saved')
  }
})

test('a guest adds a slot of their own, changes it, takes it away and has it back', async ({ house }) => {
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  for (const page of [mara, host]) await openPlan(house, page)
  await mara.getByRole('button', { name: 'Add something to bring' }).click()
  await mara.getByRole('textbox', { name: 'What', exact: true }).fill('Lemonade')
  await mara.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(host.getByText('Lemonade')).toBeVisible()

  await mara.getByRole('button', { name: 'Change Lemonade' }).click()
  await mara.getByRole('button', { name: 'Remove' }).click()
  await expect(host.getByText('Lemonade')).toBeHidden()
  await mara.getByRole('button', { name: 'Undo' }).click()
  await expect(host.getByText('Lemonade')).toBeVisible()
  // Only what is theirs: the host's own slots offer a guest no way to change them.
  await expect(mara.getByRole('button', { name: 'Change Brownies' })).toHaveCount(0)
})

test('house rule 12: a host moves the hangout in a confirmed step, and everyone sees it', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await expect(mara.getByRole('button', { name: 'Change', exact: true })).toHaveCount(0)
  await host.getByRole('button', { name: 'Change', exact: true }).first().click()
  const sheet = host.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Just-for-fun backyard evening')
  await sheet.getByRole('button', { name: 'Go on' }).click()
  await expect(sheet.getByText('Everyone on the list will see this')).toBeVisible()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
  await sheet.getByRole('button', { name: 'Yes, change it' }).click()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard evening')
})
