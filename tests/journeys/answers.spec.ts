// The one answer that is asked for: with scripts, without them, and who reads it.
import type { Page } from '@playwright/test'
import { makeDraft, says } from './acts.ts'
import { expect, test } from './house.ts'

test('a guardian answers for two kids and changes one answer, with scripts off', async ({ house }) => {
  const page = await house.enter('mara', { javaScriptEnabled: false })
  await page.goto(house.hangoutUrl)
  // When, where, what to bring, who is going: readable before any script.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
  await expect(page.getByText('Brownies')).toBeVisible()
  await expect(page.getByText(/ and \d+ more/)).toBeVisible()

  await page
    .getByRole('group', { name: 'Tessa' })
    .getByRole('radio', { name: 'Going' })
    .check({ force: true })
  await page.getByRole('group', { name: 'Leo' }).getByRole('radio', { name: 'Maybe' }).check({ force: true })
  await page.getByRole('button', { name: 'Send answer' }).click()
  await expect(page.getByText('You said: Tessa going and Leo maybe.')).toBeVisible()

  await page
    .getByRole('group', { name: 'Leo' })
    .getByRole('radio', { name: 'Not this time' })
    .check({ force: true })
  await page.getByRole('button', { name: 'Send answer' }).click()
  await expect(page.getByText('You said: Tessa going and Leo not this time.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('group', { name: 'Tessa' }).getByRole('radio', { name: 'Going' })).toBeChecked()
})

test('house rule 4: a guest sees who is going and never who is not; a host sees each answer', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  const coHost = await house.enter('co-host')
  for (const page of [mara, host, coHost]) await page.goto(house.hangoutUrl)
  await mara.getByRole('group', { name: 'Tessa' }).getByText('Going').click()
  await mara.getByRole('group', { name: 'Leo' }).getByText('Not this time').click()
  await expect(mara.getByText(/You said: Tessa going and Leo not this time/)).toBeVisible()

  const seenByHost = host.getByRole('region', { name: 'What hosts see' })
  await expect(seenByHost).toContainText('Leo')
  await expect(mara.getByRole('region', { name: 'What hosts see' })).toHaveCount(0)
  const bytes = await (await mara.request.get(`${house.url}/api/hangouts/${house.hangout}`)).json()
  expect(bytes.answers).toBeNull()
})

test('what is tapped while the scripts are still on their way counts as a tap', async ({ house }) => {
  const mara = await house.enter('mara', { serviceWorkers: 'block' })
  const tapBeforeScripts = async (page: Page, url: string, tap: () => Promise<void>) => {
    const arriving = Promise.withResolvers<void>()
    await page.route(/_app\/immutable\/.*\.js/, async (route) => {
      await arriving.promise
      await route.continue()
    })
    await page.goto(url, { waitUntil: 'commit' })
    await tap()
    arriving.resolve()
  }
  const answer = (page: Page, kid: string, answer: string) =>
    page.getByRole('group', { name: kid }).getByText(answer, { exact: true }).click()
  const isAnswered = (kid: string, answer: string) =>
    expect.poll(async () => {
      const facts = await (await mara.request.get(`${house.url}/api/hangouts/${house.hangout}`)).json()
      return facts.mine.find(({ name }: { name: string }) => name === kid).answer
    }, answer)

  await tapBeforeScripts(mara, house.hangoutUrl, () => answer(mara, 'Tessa', 'Going'))
  await expect(mara.getByText('You said: Tessa going.')).toBeVisible()
  await isAnswered('Tessa', 'the plan').toBe('going')
  await tapBeforeScripts(mara, `${house.url}/week`, () => answer(mara, 'Leo', 'Maybe'))
  await expect(mara.getByRole('status')).toHaveText(/Your answer has arrived/)
  await isAnswered('Leo', 'the week').toBe('maybe')
  await isAnswered('Tessa', 'left as it was').toBe('going')

  await tapBeforeScripts(mara, `${house.url}/family/${house.circle}`, () =>
    mara.getByText('Only counted', { exact: true }).click(),
  )
  await expect(mara.getByText('Mara', { exact: true }).first()).toBeVisible()
  await expect(mara.getByRole('radio', { name: 'Only counted' })).toBeChecked()
  await mara.getByRole('region', { name: 'Kids' }).getByRole('button', { name: 'Save' }).last().click()
  const family = `${house.url}/api/circles/${house.circle}/family`
  await expect
    .poll(async () => (await (await mara.request.get(family)).json()).family.countedOnly, 'the family’s page')
    .toBe(true)

  const host = await house.enter('host', { serviceWorkers: 'block' })
  await makeDraft(host, house, 'Chess for a few')
  await tapBeforeScripts(host, `${host.url().split('?')[0]}/hosts`, async () => {
    await host.getByText('Ask fewer').click()
    await host.getByRole('checkbox', { name: 'Tessa' }).uncheck()
  })
  await expect(host.getByText('Keep the list first')).toBeVisible()
  await expect(host.getByRole('button', { name: 'Send it' })).toBeDisabled()
  await host.getByRole('button', { name: 'Keep this list' }).click()
  await expect(host.getByText('23 of 24 kids are asked.')).toBeVisible()
})

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
]) {
  test(`an answer never moves the page under the thumb, ${viewport.width} px wide`, async ({ house }) => {
    const page = await house.enter('mara', { viewport })
    await page.goto(house.hangoutUrl)
    await says(page, 'Saved')
    for (const [kid, answer] of [
      ['Tessa', 'Going'],
      ['Leo', 'Maybe'],
    ] as const) {
      const box = await page
        .getByRole('group', { name: kid })
        .getByText(answer, { exact: true })
        .boundingBox()
      if (!box) throw new Error(`no ${answer} for ${kid}`)
      // By the mouse itself: Playwright's own click may scroll.
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
      await expect(page.getByRole('group', { name: kid }).getByRole('radio', { name: answer })).toBeChecked()
    }
    await expect(page.getByText('You said: Tessa going and Leo maybe.')).toBeVisible()
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => scrollY)).toBe(0)
  })
}

test('an answer given in a yard: on this phone over a reload, then saved, and the host sees it', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await mara.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await house.kill()
  const tessa = mara.getByRole('group', { name: 'Tessa' })
  await tessa.getByText('Maybe').click()
  await tessa.getByText('Going', { exact: true }).click()
  await says(mara, 'On this phone, will send')
  await expect(tessa.getByRole('radio', { name: 'Going' })).toBeChecked()

  await mara.reload()
  await expect(tessa.getByRole('radio', { name: 'Going' })).toBeChecked()
  await says(mara, 'On this phone, will send')

  await house.start()
  await says(mara, 'Saved')
  await expect(mara.getByText('You said: Tessa going.')).toBeVisible()
  const host = await house.enter('host')
  const facts = await (await host.request.get(`${house.url}/api/hangouts/${house.hangout}`)).json()
  expect(JSON.stringify(facts.coming)).toContain('Tessa')
})

test('an answer that the server refuses gives way to the earlier one, with the reason', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  await mara.route('**/api/hangouts/*/answers', (route) =>
    route.fulfill({ status: 409, json: { error: 'over' } }),
  )
  const tessa = mara.getByRole('group', { name: 'Tessa' })
  await tessa.getByText('Going', { exact: true }).click()
  await expect(mara.getByText('This hangout is over, so its plan can only be read.')).toBeVisible()
  await expect(tessa.getByRole('radio', { name: 'Going' })).not.toBeChecked()
})

test('a heart given without a connection is kept and sent', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.circleUrl)
  await says(mara, 'Saved')
  await mara.context().setOffline(true)
  await expect(mara.getByText('No connection', { exact: true })).toBeVisible()
  const heart = mara.getByRole('button', { name: /^Like / }).first()
  const before = await heart.getAttribute('aria-pressed')
  const title = (await heart.getAttribute('aria-label')) ?? ''
  await heart.click()
  await says(mara, 'On this phone, will send')
  await mara.context().setOffline(false)
  await says(mara, 'Saved')
  await mara.reload()
  await expect(mara.getByRole('button', { name: title })).toHaveAttribute(
    'aria-pressed',
    before === 'true' ? 'false' : 'true',
  )
})
