// J2, the plan: host, co-host and a guest edit at once, and each sees what the others do.
import type { Page } from '@playwright/test'
import { openText, says, slotOf } from './acts.ts'
import { expect, type House, test } from './house.ts'

/** The page is live once the reader's own sync is told as saved. */
async function openPlan(house: House, page: Page) {
  await page.goto(house.hangoutUrl)
  await says(page, 'Saved')
}

test('a text that is as long as it can be says so, and takes more once it is shorter', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const notes = await openText(mara, 'Notes')
  await notes.fill('word '.repeat(4000))
  const full = mara.getByText('This is as long as it can be.')
  await expect(full).toBeVisible()
  await notes.press('Control+End')
  await notes.pressSequentially('more')
  expect((await notes.inputValue()).length).toBe(20_000)
  await notes.press('Backspace')
  await expect(full).toBeHidden()
})

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
      'That’s plenty: 4 trays for 2. Keep it all, or give some back?',
    )
    await says(page, 'Saved')
  }
  // Each answers for their own: one keeps, the other gives back, and nobody else is asked about theirs.
  await mara.getByRole('button', { name: 'Keep mine: Brownies' }).click()
  await expect(slotOf(mara, 'Brownies')).not.toContainText('That’s plenty')
  await expect(slotOf(coHost, 'Brownies')).toContainText('That’s plenty')
  await coHost.getByRole('button', { name: 'Give mine back: Brownies' }).click()
  await expect(slotOf(mara, 'Brownies')).toContainText('Your family 2')
  await expect(slotOf(coHost, 'Brownies')).not.toContainText('That’s plenty')
})

test('help is offered one by one, what is brought as much as is missing', async ({ house }) => {
  const mara = await house.enter('mara')
  await openPlan(house, mara)
  await mara.getByRole('button', { name: 'I’ll help: Set up tables' }).click()
  await expect(slotOf(mara, 'Set up tables')).toContainText('Your family 1, 1 more needed')
  await mara.getByRole('button', { name: 'I’ll bring it: Brownies' }).click()
  await expect(slotOf(mara, 'Brownies')).toContainText('Your family 2')
})

test('a host clears a claim in two steps, for only the family itself could take it again', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await host.getByRole('button', { name: 'Change Fruit kebabs' }).click()
  await host
    .getByRole('button', { name: 'Clear Tessa’s family', exact: true })
    .or(host.getByRole('button', { name: "Clear Tessa's family", exact: true }))
    .click()
  await expect(host.getByText('Only they can take it again.')).toBeVisible()
  await expect(mara.getByRole('button', { name: 'Yours: Fruit kebabs' })).toBeVisible()
  await host.getByRole('button', { name: /^Yes, clear Tessa/ }).click()
  await expect(mara.getByRole('button', { name: 'I’ll bring it: Fruit kebabs' })).toBeVisible()
  await expect(host.getByRole('textbox', { name: 'What', exact: true })).toBeFocused()
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

/** Opens the hosts' sheet for title, time and place. */
async function openSheet(page: Page) {
  await page.getByRole('button', { name: 'Change', exact: true }).first().click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('textbox', { name: 'Title' })).toBeFocused()
  return sheet
}

test('house rule 12: what others do meanwhile does not wipe what a host writes in the sheet', async ({
  house,
}) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  const sheet = await openSheet(host)
  const title = sheet.getByRole('textbox', { name: 'Title' })
  await title.fill('Lantern evening')
  await mara.getByRole('button', { name: /bring it: Brownies/ }).click()
  await expect(slotOf(host, 'Brownies')).toContainText('Tessa')
  await expect(title).toHaveValue('Lantern evening')
  await sheet.getByRole('button', { name: 'Go on' }).click()
  await mara.getByRole('button', { name: /bring it: Sidewalk chalk/ }).click()
  await expect(slotOf(host, 'Sidewalk chalk')).toContainText('Tessa')
  await sheet.getByRole('button', { name: 'Yes, change it' }).click()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Lantern evening')
})

test('house rule 12: two hosts move different fields at once and both stand; of one field the second is told', async ({
  house,
}) => {
  const host = await house.enter('host')
  const coHost = await house.enter('co-host')
  for (const page of [host, coHost]) await openPlan(house, page)
  const [hosts, coHosts] = [await openSheet(host), await openSheet(coHost)]
  await hosts.getByRole('textbox', { name: 'Title' }).fill('Lantern evening')
  await coHosts.getByLabel('Where (without a street address)').fill('By the old oak')
  await coHosts.getByRole('button', { name: 'Go on' }).click()
  await coHosts.getByRole('button', { name: 'Yes, change it' }).click()
  await expect(host.getByText('By the old oak', { exact: true })).toBeAttached()
  await hosts.getByRole('button', { name: 'Go on' }).click()
  await expect(hosts.getByText('By the old oak')).toHaveCount(0)
  await hosts.getByRole('button', { name: 'Yes, change it' }).click()
  for (const page of [host, coHost]) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lantern evening')
    await expect(page.getByText('By the old oak', { exact: true })).toBeVisible()
  }

  const again = await openSheet(host)
  const meanwhile = await openSheet(coHost)
  await again.getByRole('textbox', { name: 'Title' }).fill('Lantern night')
  await meanwhile.getByRole('textbox', { name: 'Title' }).fill('Lantern party')
  await meanwhile.getByRole('button', { name: 'Go on' }).click()
  await meanwhile.getByRole('button', { name: 'Yes, change it' }).click()
  await expect(coHost.getByRole('heading', { level: 1 })).toHaveText('Lantern party')
  await again.getByRole('button', { name: 'Go on' }).click()
  await expect(again.getByRole('deletion')).toContainText('Lantern party')
  await expect(again.getByRole('insertion')).toContainText('Lantern night')
  await expect(again.getByText('Somebody else changed this while you wrote.')).toBeVisible()
})

test('the confirm step tells the year of another year, a day that is past, and each of several days once', async ({
  house,
}) => {
  const host = await house.enter('host')
  await openPlan(house, host)
  const sheet = await openSheet(host)
  await sheet.getByLabel('Starts').fill('2020-02-01T14:00')
  await sheet.getByLabel('Ends').fill('2020-02-02T10:00')
  await sheet.getByRole('button', { name: 'Go on' }).click()
  await expect(sheet.getByRole('insertion')).toHaveText(
    'Becomes Sat, Feb 1, 2020, 2:00 PM – Sun, Feb 2, 2020, 10:00 AM',
  )
  await expect(sheet.getByText('This day is already past.')).toBeVisible()
})

test('Back closes the sheet and stays with the plan', async ({ house }) => {
  const host = await house.enter('host')
  await openPlan(house, host)
  const sheet = await openSheet(host)
  await host.goBack()
  await expect(sheet).toBeHidden()
  expect(host.url()).toBe(house.hangoutUrl)
  await expect(host.getByRole('button', { name: 'Change', exact: true }).first()).toBeFocused()
  // Closed otherwise it leaves no step behind: Back from the plan leaves the plan.
  await openSheet(host)
  await host.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect.poll(() => host.evaluate(() => JSON.stringify(history.state))).not.toContain('"frame"')
  await openSheet(host)
})

test('by keyboard alone: the focus comes back to what opened a form, and after a removal to its undo', async ({
  house,
}) => {
  const host = await house.enter('host')
  await openPlan(house, host)
  const button = (name: string | RegExp) => host.getByRole('button', { name, exact: true })
  const press = async (name: string | RegExp) => {
    await button(name).focus()
    await host.keyboard.press('Enter')
  }

  await press('Add something to bring')
  await expect(host.getByRole('textbox', { name: 'What', exact: true })).toBeFocused()
  await host.keyboard.type('Lemonade')
  await host.keyboard.press('Enter')
  await expect(button('Add something to bring')).toBeFocused()
  await press('Add something to bring')
  await press('Cancel')
  await expect(button('Add something to bring')).toBeFocused()

  await press(/^Change Lemonade/)
  await press('Done')
  await expect(button(/^Change Lemonade/)).toBeFocused()
  await press(/^Change Lemonade/)
  await press('Remove')
  await expect(button('Undo')).toBeFocused()
  await host.keyboard.press('Enter')
  await expect(button(/^Change Lemonade/)).toBeFocused()

  await press('I’ll bring it: Lemonade')
  await expect(button('Yours: Lemonade')).toBeFocused()
  await host.keyboard.press('Enter')
  await press('Give back: Lemonade')
  await expect(button('Undo')).toBeFocused()
  await host.keyboard.press('Enter')
  await expect(button('Yours: Lemonade')).toBeVisible()
  await expect(host.locator('body')).not.toBeFocused()

  await press('Change About')
  await press('Done')
  await expect(button('Change About')).toBeFocused()

  await press('Add a time')
  await host.keyboard.type('Sparklers')
  await host.keyboard.press('Enter')
  await expect(button('Add a time')).toBeFocused()
  await press(/^Change .*Sparklers/)
  await press('Remove')
  await expect(button('Undo')).toBeFocused()
})

test('a field that the plan can’t hold says so in our words, and what the plan keeps', async ({ house }) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await host.getByRole('button', { name: 'Change Watermelon' }).click()
  const [what, howMany] = [host.getByLabel('What', { exact: true }), host.getByLabel('How many')]
  await what.fill('')
  await howMany.fill('0')
  await expect(host.getByText('Until then the plan keeps “Watermelon”.')).toBeVisible()
  await expect(host.getByText('from 1 to 999. Until then the plan keeps “2”.')).toBeVisible()
  await host.getByRole('button', { name: 'Done' }).click()
  await expect(what).toBeFocused()
  await what.fill('Melon')
  await howMany.fill('3')
  await host.getByRole('button', { name: 'Done' }).click()
  await expect(slotOf(mara, 'Melon')).toContainText('2 more needed')

  await host.getByRole('button', { name: 'Add something to bring' }).click()
  await host.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(what).toBeFocused()
  await expect(host.getByText('Please write a few words here.')).toBeVisible()
  await host.getByRole('button', { name: 'Cancel' }).click()
  await host.getByRole('button', { name: 'Add a time' }).click()
  await host.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(host.getByText('Please write a few words here.')).toBeVisible()
})

test('a slot that a host removes while its family writes in it comes back as they wrote it', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  for (const page of [mara, host]) await openPlan(house, page)
  await mara.getByRole('button', { name: 'Add something to bring' }).click()
  await mara.getByRole('textbox', { name: 'What', exact: true }).fill('Lemonade')
  await mara.getByRole('button', { name: 'Add', exact: true }).click()
  await mara.getByRole('button', { name: 'Change Lemonade' }).click()
  await mara.getByRole('textbox', { name: 'Note' }).fill('with ice')
  await expect(slotOf(host, 'Lemonade')).toContainText('with ice')
  await host.getByRole('button', { name: 'Change Lemonade' }).click()
  await host.getByRole('button', { name: 'Remove' }).click()
  await expect(mara.getByText(/^\S+ removed Lemonade\./)).toBeVisible()
  const back = mara.getByRole('button', { name: 'Put it back' })
  await expect(back).toBeFocused()
  await back.press('Enter')
  await expect(slotOf(host, 'Lemonade')).toContainText('with ice')
  await expect(mara.getByRole('button', { name: 'Change Lemonade' })).toBeFocused()
})

test('a removal’s undo can be reached whatever its length, and leaves when somebody writes', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await openPlan(house, mara)
  const word = 'L'.repeat(80)
  const what = mara.getByRole('textbox', { name: 'What', exact: true })
  await mara.getByRole('button', { name: 'Add something to bring' }).click()
  await what.fill(word)
  await mara.getByRole('button', { name: 'Add', exact: true }).click()
  await mara.getByRole('button', { name: `Change ${word}` }).click()
  await mara.getByRole('button', { name: 'Remove' }).click()
  const undo = mara.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeInViewport({ ratio: 1 })
  await mara.getByRole('button', { name: 'Add something to bring' }).click()
  await expect(what).toBeFocused()
  await expect(undo).toBeHidden()
})

test('others’ claims and removals are read out in their own words', async ({ house }) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await mara.getByRole('button', { name: /bring it: Brownies/ }).click()
  await expect(host.getByText(/^Tessa.s family brings Brownies/)).toBeAttached()
  await mara.getByRole('button', { name: /^Yours: Brownies/ }).click()
  await mara.getByRole('button', { name: /^Give back: Brownies/ }).click()
  await expect(host.getByText(/^Tessa.s family can’t bring Brownies.* after all/)).toBeAttached()
  await host.getByRole('button', { name: 'Change Chips' }).click()
  await host.getByRole('button', { name: 'Remove' }).click()
  await expect(mara.getByText('Jelena removed Chips')).toBeAttached()
})
