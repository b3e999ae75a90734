// J8, the backyard: no signal, a closed browser, a server that dies. Nothing is lost or doubled, and what the
// screen says about saving is true.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { openText, says } from './acts.ts'
import { expect, test } from './house.ts'

/** A phone that can be closed and opened again. */
async function openPhone(
  folder: string,
  launch: Parameters<typeof chromium.launchPersistentContext>[1],
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, launch)
}

test('J8: edits made offline survive a closed browser, open with the server stopped, and merge on return', async ({
  house,
}, info) => {
  test.setTimeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'sidegate-phone-'))
  const { viewport, locale, timezoneId, launchOptions } = info.project.use
  const launch = { ...launchOptions, viewport: viewport ?? null, locale, timezoneId } as never
  try {
    let phone = await openPhone(folder, launch)
    let mara = await phone.newPage()
    await mara.goto(house.linkOf('mara'))
    await mara.getByRole('main').getByRole('button').first().click()
    await mara.waitForURL((url) => !url.pathname.startsWith('/l/'))
    await mara.goto(house.hangoutUrl)
    await says(mara, 'Saved')
    await mara.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))

    await house.kill()
    let notes = await openText(mara, 'Notes')
    await notes.press('Control+End')
    await notes.pressSequentially(' Written in the yard.')
    await says(mara, 'On this phone, will send')
    await phone.close()

    phone = await openPhone(folder, launch)
    mara = await phone.newPage()
    await mara.goto(house.hangoutUrl)
    await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
    await expect(mara.getByText('Written in the yard.')).toBeVisible()
    await says(mara, 'On this phone, will send')
    notes = await openText(mara, 'Notes')
    await notes.press('Control+End')
    await notes.pressSequentially(' And again.')

    await house.start()
    const host = await house.enter('host')
    await host.goto(house.hangoutUrl)
    const hosts = await openText(host, 'Notes')
    await hosts.press('Control+Home')
    await hosts.pressSequentially('From the host. ')
    await says(mara, 'Saved')
    for (const box of [notes, hosts]) {
      await expect(box).toHaveValue(/^From the host\. .*Written in the yard\. And again\.$/s)
      expect((await box.inputValue()).match(/Written in the yard/g)).toHaveLength(1)
    }
    await phone.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('J8: the server is killed in the middle of a word and started again: nothing acknowledged is lost, nothing doubled', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  for (const page of [mara, host]) {
    await page.goto(house.hangoutUrl)
    await says(page, 'Saved')
  }
  const notes = await openText(mara, 'Notes')
  const hosts = await openText(host, 'Notes')
  await notes.fill('one two three ')
  await says(mara, 'Saved')
  const typing = notes.pressSequentially('four five six seven eight nine ten', { delay: 30 })
  await expect(hosts).toHaveValue(/four/)
  await house.kill()
  await typing
  await says(mara, 'On this phone, will send')
  await house.start()
  await says(mara, 'Saved')
  for (const box of [notes, hosts]) {
    await expect(box).toHaveValue('one two three four five six seven eight nine ten')
  }
  // A fresh phone reads the same from the disk.
  const fresh = await house.enter('co-host')
  await fresh.goto(house.hangoutUrl)
  await expect(fresh.getByText('one two three four five six seven eight nine ten')).toBeVisible()
})

test('J8: a deletion made offline is "on this phone" until the server has it', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const notes = await openText(mara, 'Notes')
  await notes.fill('Keep this. Drop that.')
  await says(mara, 'Saved')
  await mara.context().setOffline(true)
  await notes.press('Control+End')
  for (let i = 0; i < ' Drop that.'.length; i++) await notes.press('Backspace')
  await says(mara, 'On this phone, will send')
  await mara.context().setOffline(false)
  await says(mara, 'Saved')
  const host = await house.enter('host')
  await host.goto(house.hangoutUrl)
  await expect(host.getByText('Keep this.', { exact: true })).toBeVisible()
})

test('signing out wipes what this phone kept', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  expect(await databases(mara)).not.toEqual([])
  await mara.goto(house.circleUrl)
  await mara.getByRole('button', { name: 'Sign out on this phone' }).click()
  await expect(mara.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  expect((await databases(mara)).filter((name) => name.includes('plan/'))).toEqual([])
  const answer = await mara.goto(house.hangoutUrl)
  expect(answer?.status()).toBe(401)
})

function databases(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
}
