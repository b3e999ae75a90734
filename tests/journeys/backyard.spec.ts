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

test('signing out asks before it drops what is not sent, and keeps it until then', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await mara.routeWebSocket(/\/sync\//, (socket) => socket.close())
  await mara.reload()
  const notes = await openText(mara, 'Notes')
  await notes.pressSequentially('Not sent yet.')
  await says(mara, 'On this phone, will send')
  const signOut = mara.getByRole('button', { name: 'Sign out on this phone' })
  await signOut.click()
  await expect(mara.getByText('Some of what you wrote is not sent yet')).toBeVisible()
  await mara.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(mara.getByText('Some of what you wrote is not sent yet')).toBeHidden()
  await expect(notes).toHaveValue(/Not sent yet\./)
  await signOut.click()
  await mara.getByRole('button', { name: 'Sign out and drop it' }).click()
  await expect(mara.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect.poll(async () => (await databases(mara)).filter((name) => name.includes('plan/'))).toEqual([])
})

test('signing out without a connection says so and keeps everything', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  // From here on every part of the page is on this phone.
  await mara.waitForFunction(() => navigator.serviceWorker.controller !== null)
  const kept = await databases(mara)
  await mara.context().setOffline(true)
  // Also beside the answers, where the banner has scrolled away.
  await expect(mara.getByText('No connection', { exact: true })).toBeVisible()
  await mara.getByRole('button', { name: 'Sign out on this phone' }).click()
  await expect(mara.getByText(/Signing out needs a connection/)).toBeVisible()
  expect(await databases(mara)).toEqual(kept)
  await mara.context().setOffline(false)
  await mara.getByRole('button', { name: 'Sign out on this phone' }).click()
  await expect(mara.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
})

test('somebody else opens their link in the same browser: the first one is told what is kept', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const host = await mara.context().newPage()
  await host.goto(house.linkOf('host'))
  await host.getByRole('button', { name: 'No, this phone is somebody else’s now' }).click()
  await host.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await host.goto(house.hangoutUrl)
  await expect(mara.getByText(/Somebody else opened their own link/)).toBeVisible()
  await says(host, 'Saved')
  expect((await databases(host)).some((name) => name.includes('plan/'))).toBe(true)
})

test('a session that expired locks; opening the own link again resumes the open plan', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const notes = await openText(mara, 'Notes')
  await mara.context().clearCookies()
  await house.kill()
  await house.start()
  await expect(mara.getByText(/You have been signed out\. What you wrote is kept here/)).toBeVisible({
    timeout: 20_000,
  })
  await notes.press('Control+End')
  await notes.pressSequentially(' While locked.')
  const again = await mara.context().newPage()
  await openLink(again, house.freshLink('mara'))
  await says(again, 'Saved')
  await says(mara, 'Saved')
  const host = await house.enter('host')
  await host.goto(house.hangoutUrl)
  await expect(host.getByText('While locked.')).toBeVisible()
})

for (const event of ['pageshow', 'visibilitychange'] as const) {
  test(`a locked plan goes on when its page is looked at again after one has signed in elsewhere: ${event}`, async ({
    house,
  }) => {
    const mara = await house.enter('mara')
    await mara.goto(house.hangoutUrl)
    await says(mara, 'Saved')
    const notes = await openText(mara, 'Notes')
    await mara.context().clearCookies()
    await house.kill()
    await house.start()
    const locked = mara.getByText(/You have been signed out\. What you wrote is kept here/)
    await expect(locked).toBeVisible({ timeout: 20_000 })
    await notes.press('Control+End')
    await notes.pressSequentially(' While locked.')
    const comeBack = () =>
      mara.evaluate((type) => {
        // As a browser tells it when a page comes out of its cache, or its tab is chosen.
        if (type === 'pageshow') dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
        else document.dispatchEvent(new Event(type, { bubbles: true }))
      }, event)
    // The cookie comes back without a page of ours that could tell the others.
    const token = new URL(house.freshLink('mara')).pathname.slice('/l/'.length)
    const opened = await mara.request.post(`${house.url}/api/links/${token}/open`, {
      headers: { origin: house.url, accept: 'application/json' },
    })
    expect(opened.status()).toBe(200)
    await comeBack()
    await says(mara, 'Saved')
    await expect(locked).toBeHidden()
    const host = await house.enter('host')
    await host.goto(house.hangoutUrl)
    await expect(host.getByText('While locked.')).toBeVisible()
  })
}

/** As if nobody had opened any plan on this phone for 61 days. */
function ageStores(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((done) => {
        const request = indexedDB.open('sidegate')
        request.onsuccess = () => {
          const transaction = request.result.transaction('documents', 'readwrite')
          const documents = transaction.objectStore('documents')
          const rows = documents.getAll()
          rows.onsuccess = () => {
            for (const row of rows.result)
              documents.put({ ...row, usedAt: Date.now() - 61 * 24 * 60 * 60 * 1000 })
          }
          transaction.oncomplete = () => {
            request.result.close()
            done()
          }
        }
      }),
  )
}

test('a copy that nobody has opened for 60 days goes, but never one in which words wait', async ({
  house,
}) => {
  test.setTimeout(90_000)
  const planStores = async (page: Page) => (await databases(page)).filter((name) => name.includes('plan/'))
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  let isCut = true
  await mara.routeWebSocket(/\/sync\/plan/, (socket) => (isCut ? socket.close() : socket.connectToServer()))
  await mara.reload()
  await (await openText(mara, 'Notes')).pressSequentially('Waits here. ')
  await says(mara, 'On this phone, will send')
  await mara.goto(house.circleUrl)
  await ageStores(mara)
  const looked = mara.waitForResponse(/\/api\/visit/)
  await mara.reload()
  await looked
  await says(mara, 'Saved')
  expect(await planStores(mara)).toHaveLength(1)

  isCut = false
  const host = await house.enter('host')
  await host.goto(house.hangoutUrl)
  await mara.reload()
  await expect(host.getByText(/Waits here\./)).toBeVisible({ timeout: 20_000 })
  await expect(async () => {
    await ageStores(mara)
    await mara.reload()
    await expect.poll(() => planStores(mara), { timeout: 5000 }).toEqual([])
  }).toPass()
})

test('what a plan could not send goes out from the circle, without opening the plan', async ({ house }) => {
  test.setTimeout(90_000)
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await mara.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await house.kill()
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' Left behind.')
  await says(mara, 'On this phone, will send')
  await mara.goto('about:blank')
  await house.start()
  await mara.goto(house.circleUrl)
  const host = await house.enter('host')
  await host.goto(house.hangoutUrl)
  await expect(host.getByText('Left behind.')).toBeVisible({ timeout: 20_000 })
})

test('offline: the circle is there from a plan alone, and a choice of language stays on its page', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await mara.evaluate(
    () =>
      new Promise<void>((done) => {
        const request = indexedDB.open('sidegate')
        request.onsuccess = () => {
          const facts = request.result.transaction('facts', 'readwrite').objectStore('facts')
          facts.clear().onsuccess = () => {
            request.result.close()
            done()
          }
        }
      }),
  )
  await mara.reload()
  await says(mara, 'Saved')
  await mara.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => factsKept(mara)).toBe(2)
  await house.kill()
  await mara
    .getByRole('link', { name: /Room 12|Back/ })
    .first()
    .click()
  await expect(mara.getByRole('heading', { name: /^Ideas/ })).toBeVisible()
  await mara.getByRole('button', { name: 'Español' }).click()
  await expect(mara.getByRole('heading', { name: /^Ideas/ })).toBeVisible()
  expect(new URL(mara.url()).pathname).toBe(new URL(house.circleUrl).pathname)
})

test('a browser that keeps nothing says so, and that it is slow', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined })
  })
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await expect(
    mara.getByText('This browser keeps nothing. Stay on this page until it says Saved.'),
  ).toBeVisible()
  await mara.context().setOffline(true)
  const notes = await openText(mara, 'Notes')
  await notes.pressSequentially('Only here.')
  await expect(mara.getByText('Not saved yet: stay here')).toBeVisible()
  await expect(mara.getByText(/No connection, and this browser keeps nothing/)).toBeVisible()
  await mara.context().setOffline(false)
  await says(mara, 'Saved')
})

async function openLink(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('main').getByRole('button').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/l/'))
}

function factsKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const request = indexedDB.open('sidegate')
        request.onsuccess = () => {
          const count = request.result.transaction('facts').objectStore('facts').count()
          count.onsuccess = () => {
            request.result.close()
            done(count.result)
          }
        }
      }),
  )
}

function databases(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
}
