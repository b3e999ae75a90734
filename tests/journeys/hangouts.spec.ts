// First hangouts: from a template to a draft, to the list, to answers; and who finds no trace of it.
import type { Page } from '@playwright/test'
import { expectClean, makeDraft, openText, says } from './acts.ts'
import { expect, test } from './house.ts'

const TITLE = 'Dice and dragons'
const STREET = '17 Maple Street, ring twice'

async function writeAddress(page: Page) {
  await page.getByRole('link', { name: 'Where exactly' }).click()
  await page.getByRole('textbox', { name: 'Address and how to find you' }).fill(STREET)
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(page.getByRole('main').getByRole('paragraph').filter({ hasText: STREET })).toBeVisible()
  await page.getByRole('link', { name: TITLE }).click()
}

async function sendDraft(page: Page) {
  await page.getByRole('link', { name: 'Look at the list and send it' }).click()
  await page.getByRole('button', { name: 'Send it' }).click()
  await expect(page.getByText('It has gone out.')).toBeVisible()
  await page.getByRole('link', { name: 'See the plan' }).click()
  await expect(page.getByRole('link', { name: 'For hosts' })).toBeVisible()
}

const answer = (page: Page, kid: string, text: string) =>
  page.getByRole('group', { name: kid, exact: true }).getByText(text, { exact: true }).click()

test('J2: a host makes a hangout from a template, edits the draft and sends it; a guest answers for two kids, sees the address after the yes and asks the hosts alone for a ride', async ({
  house,
}) => {
  const host = await house.enter('host', { viewport: { width: 1280, height: 800 } })
  const mara = await house.enter('mara')
  const url = await makeDraft(host, house, TITLE)
  await expect(host.getByText('Draft', { exact: true })).toBeVisible()
  await expect(host.getByText('A game for four or more')).toBeVisible()
  await says(host, 'Saved')
  await (await openText(host, 'About')).fill('Loud table upstairs, quiet table downstairs.')
  await says(host, 'Saved')
  await writeAddress(host)

  // Before it is sent there is nothing for anybody else.
  await mara.goto(house.circleUrl)
  await expect(mara.getByRole('heading', { name: 'Coming up' })).toBeVisible()
  await expect(mara.getByText(TITLE)).toHaveCount(0)
  expect((await mara.request.get(url)).status()).toBe(404)

  await sendDraft(host)
  await mara.getByRole('link', { name: TITLE }).click() // it came to her page by itself
  await expect(mara.getByText('Loud table upstairs, quiet table downstairs.')).toBeVisible()
  await mara.getByRole('link', { name: 'Where exactly' }).click()
  await expect(mara.getByText('The address shows here after your yes.')).toBeVisible()
  await expect(mara.getByText('Maple')).toHaveCount(0)
  await mara.goto(url)
  await answer(mara, 'Tessa', 'Going')
  await answer(mara, 'Leo', 'Maybe')
  await expect(mara.getByText(/You said: Tessa going and Leo maybe/)).toBeVisible()
  await mara.getByRole('link', { name: 'Where exactly' }).click()
  await expect(mara.getByText(STREET)).toBeVisible()
  await mara.goto(url)

  await mara.getByRole('link', { name: 'Would anything help?' }).click()
  await expect(mara.getByText('Only the hosts read this')).toBeVisible()
  await expect(mara.getByRole('group', { name: 'For Leo' })).toHaveCount(0)
  await mara.getByRole('checkbox', { name: 'A ride' }).check()
  await mara.getByRole('button', { name: 'Tell the hosts' }).click()
  await expect(mara.getByText('The hosts can read it now.')).toBeVisible()

  // The host's page followed into the new epoch and heard the answers.
  await expect(host.getByRole('region', { name: 'What hosts see' })).toContainText('Leo')
  await host.getByRole('link', { name: 'For hosts' }).click()
  await expect(host.getByText('Tessa: A ride')).toBeVisible()
})

test('a page hears what was told before its stream came about, also when a proxy refused it at first', async ({
  house,
}) => {
  const host = await house.enter('host')
  await makeDraft(host, house, TITLE)
  const mara = await house.enter('mara')
  const sent = Promise.withResolvers<void>()
  const streams = ['wait', 'refuse']
  await mara.route(/\/api\/live/, async (route) => {
    const fate = streams.shift()
    if (fate === 'wait') await sent.promise
    if (fate === 'refuse') await route.fulfill({ status: 502 })
    else await route.continue()
  })
  await mara.goto(house.circleUrl)
  await expect.poll(() => streams).toEqual(['refuse'])
  await sendDraft(host)
  sent.resolve()
  await expect(mara.getByRole('link', { name: TITLE })).toBeVisible()

  // The next page is refused at once, and asks again by itself.
  await mara.goto(house.circleUrl)
  await expect.poll(() => streams).toEqual([])
  await host.getByRole('link', { name: 'For hosts' }).click()
  await host.getByRole('link', { name: 'It can’t happen' }).click()
  await host.getByRole('button', { name: 'Yes, call it off' }).click()
  await expect(mara.getByText('This one is off')).toBeVisible()
})

test('house rule 12: a move and a cancelling are confirmed steps, and a guest who looks at the plan sees them come', async ({
  house,
}) => {
  const host = await house.enter('host')
  await makeDraft(host, house, TITLE)
  await sendDraft(host)
  const url = host.url().split('?')[0] ?? ''
  const mara = await house.enter('mara')
  await mara.goto(url)
  await says(mara, 'Saved')
  await answer(mara, 'Tessa', 'Going')

  await host.getByRole('button', { name: 'Change', exact: true }).click()
  await host.getByRole('textbox', { name: 'Where (without a street address)' }).fill('Blue door')
  await host.getByRole('button', { name: 'Go on' }).click()
  await host.getByRole('button', { name: 'Yes, change it' }).click()
  await expect(mara.getByText('Blue door')).toBeVisible()

  await host.getByRole('link', { name: 'For hosts' }).click()
  await host.getByRole('link', { name: 'It can’t happen' }).click()
  await expect(host.getByText('Everyone on the list sees at once that it is off')).toBeVisible()
  await host.getByRole('button', { name: 'Yes, call it off' }).click()
  await expect(mara.getByText('This one is off')).toBeVisible()
  await expect(
    mara.getByRole('group', { name: 'Tessa', exact: true }).getByRole('radio', { name: 'Going' }),
  ).toBeDisabled()

  await host.getByRole('link', { name: 'For hosts' }).click()
  await host.getByRole('link', { name: 'Put it back on' }).click()
  await host.getByRole('button', { name: 'Put it back on' }).click()
  await expect(mara.getByText('This one is off')).toBeHidden()
  await expect(
    mara.getByRole('group', { name: 'Tessa', exact: true }).getByRole('radio', { name: 'Going' }),
  ).toBeChecked()
})

test('house rule 3: a narrowed list leaves no trace for the others, and who comes onto it later finds it', async ({
  house,
}) => {
  const host = await house.enter('host')
  const url = await makeDraft(host, house, 'Chess for a few')
  await host.getByRole('link', { name: 'Look at the list and send it' }).click()
  await expect(host.getByText('Every kid here would like to be asked.')).toBeVisible()
  await expect(host.getByText(/Everyone in Grade 5, Room 12 is asked/)).toBeVisible()
  await host.getByText('Ask fewer').click()
  for (const kid of ['Tessa', 'Leo']) await host.getByRole('checkbox', { name: kid }).uncheck()
  await host.getByRole('button', { name: 'Keep this list' }).click()
  await expect(host.getByText('22 of 24 kids are asked.')).toBeVisible()
  await host.getByRole('button', { name: 'Send it' }).click()
  await expect(host.getByText('It has gone out.')).toBeVisible()

  const mara = await house.enter('mara')
  await mara.goto(house.circleUrl)
  await expect(mara.getByRole('heading', { name: 'Coming up' })).toBeVisible()
  await expect(mara.getByText('Chess for a few')).toHaveCount(0)
  await mara.goto(url)
  await expect(mara.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  const organizer = await house.enter('organizer')
  await organizer.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(organizer.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(organizer.getByText('Chess for a few')).toHaveCount(0)

  await host.goto(`${url}/hosts`)
  await host.getByRole('checkbox', { name: 'Tessa' }).check()
  await host.getByRole('button', { name: 'Ask them, too' }).click()
  await expect(host.getByText('23 of 24 kids are asked.')).toBeVisible()
  await mara.goto(url)
  await expect(mara.getByRole('group', { name: 'Tessa', exact: true })).toBeVisible()
  await expect(mara.getByRole('group', { name: 'Leo', exact: true })).toHaveCount(0)
})

test('all of it works with scripts off: make, narrow, send, call off', async ({ house }) => {
  const host = await house.enter('host', { javaScriptEnabled: false })
  await makeDraft(host, house, TITLE)
  await host.getByRole('link', { name: 'Look at the list and send it' }).click()
  await host.getByText('Ask fewer').click()
  await host.getByRole('checkbox', { name: 'Leo' }).uncheck()
  await host.getByRole('button', { name: 'Keep this list' }).click()
  await expect(host.getByText('23 of 24 kids are asked.')).toBeVisible()
  await host.getByRole('button', { name: 'Send it' }).click()
  await expect(host.getByText('It has gone out.')).toBeVisible()
  await host.getByRole('link', { name: 'See the plan' }).click()
  const url = host.url()

  const mara = await house.enter('mara', { javaScriptEnabled: false })
  await mara.goto(url)
  await mara
    .getByRole('group', { name: 'Tessa', exact: true })
    .getByRole('radio', { name: 'Going' })
    .check({ force: true })
  await mara.getByRole('button', { name: 'Send answer' }).click()
  await mara.getByRole('link', { name: 'Would anything help?' }).click()
  await mara.getByRole('checkbox', { name: 'A short visit' }).check()
  await mara.getByRole('button', { name: 'Tell the hosts' }).click()
  await expect(mara.getByText('The hosts can read it now.')).toBeVisible()

  await host.goto(`${url}/cancel`)
  await host.getByRole('button', { name: 'Yes, call it off' }).click()
  await expect(host.getByText('This one is off')).toBeVisible()
})

test('without a signal a step is a sentence, and what was written stays', async ({ house }) => {
  const host = await house.enter('host')
  await host.goto(`${house.circleUrl}/new?from=park-and-cornhole`)
  const name = host.getByRole('textbox', { name: 'What do you call it?' })
  await name.fill('')
  // Until the scripts are there, the browser says so in its own words.
  await expect(async () => {
    await host.getByRole('button', { name: 'Make the draft' }).click()
    await expect(host.getByText('Please write a few words here.')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 20_000 })
  await expect(name).toBeFocused()
  await name.fill('Out on the green')
  await host.context().setOffline(true)
  await host.getByRole('button', { name: 'Make the draft' }).click()
  await expect(host.getByText('No connection just now, so that was not sent.')).toBeVisible()
  await expect(name).toHaveValue('Out on the green')
  await host.context().setOffline(false)
  await host.getByRole('button', { name: 'Make the draft' }).click()
  await expect(host.getByRole('heading', { level: 1, name: 'Out on the green' })).toBeVisible()
})

test('axe finds nothing in making, sending and answering, and nothing sticks out', async ({ house }) => {
  test.setTimeout(120_000)
  const host = await house.enter('host')
  await host.goto(`${house.circleUrl}/new`)
  await expectClean(host, 'templates')
  const url = await makeDraft(host, house, TITLE)
  await host.goto(`${url}/send`)
  await host.getByText('Ask fewer').click()
  await expectClean(host, 'list')
  await host.getByRole('button', { name: 'Send it' }).click()
  await expect(host.getByText('It has gone out.')).toBeVisible()
  await host.goto(`${url}/address`)
  await expectClean(host, 'address')
  const mara = await house.enter('mara')
  await mara.goto(url)
  await answer(mara, 'Tessa', 'Going')
  await expect(mara.getByRole('link', { name: 'Would anything help?' })).toBeVisible()
  await expectClean(mara, 'guest')
  await mara.goto(`${url}/helps`)
  await expectClean(mara, 'helps')
})
