// What changed in a plan, and the way back: who did what and when, undo of one's own, restore points for hosts.
import type { Page } from '@playwright/test'
import { openText, says } from './acts.ts'
import { expect, type House, test } from './house.ts'

async function openPlan(house: House, page: Page) {
  await page.goto(house.hangoutUrl)
  await says(page, 'Saved')
}

async function openHistory(page: Page) {
  await page.getByRole('button', { name: 'What changed' }).click()
  return page.getByRole('dialog', { name: 'What changed' })
}

test('the sheet tells who changed what, comes up to date by itself, and undoes what one did oneself', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  const sheet = await openHistory(mara)
  await expect(sheet.getByText('Nothing has changed yet.')).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Earlier plans' })).toHaveCount(0)
  await mara.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(mara.getByRole('button', { name: 'What changed' })).toBeFocused()

  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' We bring two chairs.')
  await says(mara, 'Saved')
  await openHistory(mara)
  await expect(sheet.getByRole('listitem').filter({ hasText: 'You wrote in Notes' })).toContainText(
    'We bring two chairs.',
  )
  await (await openText(host, 'About')).fill('Bring a lantern.')
  const hosts = sheet.getByRole('listitem').filter({ hasText: 'Jelena wrote in About' })
  await expect(hosts).toContainText('Bring a lantern')
  await expect(hosts.getByRole('button', { name: /^Undo/ })).toHaveCount(0)

  await sheet.getByRole('button', { name: 'Undo: wrote in Notes' }).click()
  await expect(sheet.getByText('Undone', { exact: true })).toBeVisible()
  // The button is gone; who uses the keyboard goes on where it stood.
  await expect(sheet.getByRole('listitem').filter({ hasText: 'You wrote in Notes' })).toBeFocused()
  await expect(host.locator('#notes')).not.toContainText('two chairs')
  await expect(sheet.getByRole('button', { name: 'Undo: wrote in Notes' })).toHaveCount(0)
  await mara.goBack()
  await expect(sheet).toBeHidden()
  expect(mara.url()).toBe(house.hangoutUrl)

  await mara.context().setOffline(true)
  await openHistory(mara)
  await expect(sheet.getByText(/^No connection just now/)).toBeVisible()
  await mara.context().setOffline(false)
  await sheet.getByRole('button', { name: 'Try again' }).click()
  await expect(hosts).toBeVisible()
})

test('P27: much is taken out at once: hosts are told, one tap brings it back, and what others wrote since stays', async ({
  house,
}) => {
  const host = await house.enter('host')
  const coHost = await house.enter('co-host')
  const mara = await house.enter('mara')
  for (const page of [host, coHost, mara]) await openPlan(house, page)
  const about = host.locator('#about p').first()
  const before = (await about.textContent()) ?? ''
  for (const name of ['About', 'Notes'] as const) await (await openText(coHost, name)).fill('')
  const banner = host.getByRole('region', { name: 'Much was taken out of this plan' })
  await expect(banner).toBeVisible()
  await expect(banner).toContainText('Rafael')
  await expect(mara.getByRole('region', { name: 'Much was taken out of this plan' })).toHaveCount(0)

  // The co-host meant it; each host says for themselves, on every visit.
  const coHosts = coHost.getByRole('region', { name: 'Much was taken out of this plan' })
  await coHosts.getByRole('button', { name: 'It was meant' }).click()
  await expect(coHosts).toHaveCount(0)
  await coHost.reload()
  await says(coHost, 'Saved')
  await expect(coHosts).toHaveCount(0)

  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially('Written after.')
  await says(mara, 'Saved')
  await banner.getByRole('button', { name: 'Bring it back' }).click()
  await expect(host.getByText('Brought back for everyone')).toBeVisible()
  await expect(host.getByRole('button', { name: 'Undo' })).toBeFocused()
  await expect(banner).toHaveCount(0)
  await expect(about).toHaveText(before)
  await expect(mara.locator('#about')).toContainText(before.slice(0, 40))
  await expect(notes).toHaveValue(/Written after\./)
  await host.reload()
  await says(host, 'Saved')
  await expect(banner).toHaveCount(0)
})

test('a host keeps the plan as it is, sees what would come back, brings it back, and takes that back', async ({
  house,
}) => {
  const host = await house.enter('host')
  await openPlan(house, host)
  await openHistory(host)
  const sheet = host.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Earlier plans' }).click()
  await sheet.getByRole('button', { name: 'Keep it as it is now' }).click()
  await expect(sheet.getByText('Kept as it is now', { exact: true })).toBeVisible()
  await host.keyboard.press('Escape')

  await host.getByRole('button', { name: 'Change Watermelon' }).click()
  await host.getByRole('textbox', { name: 'What', exact: true }).fill('Melon')
  await host.getByRole('button', { name: 'Done' }).click()
  await host.getByRole('button', { name: 'Change Chips' }).click()
  await host.getByRole('button', { name: 'Remove' }).click()
  await says(host, 'Saved')

  await openHistory(host)
  await sheet.getByRole('button', { name: 'Earlier plans' }).click()
  const point = sheet.getByRole('listitem').filter({ hasText: 'Kept by hand' })
  await point.getByRole('button', { name: /^See what comes back/ }).click()
  await expect(sheet.getByText('This changes:')).toBeVisible()
  await expect(sheet.getByRole('deletion')).toHaveText(/Melon/)
  await expect(sheet.getByRole('insertion').filter({ hasText: 'Watermelon' })).toBeVisible()
  await expect(sheet.getByText('Chips', { exact: true })).toBeVisible()
  await sheet.getByRole('button', { name: 'Back', exact: true }).click()
  await expect(point.getByRole('button')).toBeFocused()
  await point.getByRole('button').click()
  await sheet.getByRole('button', { name: 'Yes, bring it back' }).click()
  await expect(sheet).toBeHidden()
  await expect(host.getByText('Brought back for everyone')).toBeVisible()
  await expect(host.getByRole('button', { name: 'Change Watermelon' })).toBeVisible()
  await expect(host.getByRole('button', { name: 'Change Chips' })).toBeVisible()
  await host.getByRole('button', { name: 'Undo' }).click()
  await expect(host.getByText('What it said before is back')).toBeVisible()
  await expect(host.getByRole('button', { name: 'Change Melon' })).toBeVisible()
})
