// From the poster on the classroom door into the circle: let in by a family or an organizer, and by nobody else.
import type { BrowserContextOptions, Page } from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { expect, type House, test } from './house.ts'
import { expectPrinted, scan } from './paper.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }

async function waitingRoom(house: House): Promise<Page> {
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/waiting`)
  return organizer
}

/** Makes a poster and reads its code as a phone does. */
async function hangUp(organizer: Page): Promise<string> {
  await organizer.getByRole('button', { name: 'Make a poster' }).click()
  const poster = organizer.getByRole('region', { name: 'The poster as it will be printed' })
  const link = await scan(poster.getByRole('img'))
  await organizer.getByRole('button', { name: 'Done' }).click()
  return link
}

async function asks(
  house: House,
  link: string,
  { kid, name }: { kid: string; name: string },
  options?: BrowserContextOptions,
): Promise<Page> {
  const phone = await (await house.visit(options)).newPage()
  await phone.goto(link)
  await phone.getByRole('textbox', { name: 'Your kid’s first name' }).fill(kid)
  await phone.getByRole('textbox', { name: 'Your first name' }).fill(name)
  await phone.getByRole('button', { name: 'Ask to come in' }).click()
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Your room parent has been asked')
  return phone
}

test('an impostor who types Luka’s name at the poster learns nothing and gets nowhere', async ({ house }) => {
  const organizer = await waitingRoom(house)
  const link = await hangUp(organizer)
  expect(link).toContain(`${house.url}/join/`)
  // Without scripts, so that each page is what the server sent.
  const impostor = await asks(house, link, { kid: 'Luka', name: 'Jelena' }, { javaScriptEnabled: false })
  const nobody = await asks(house, link, { kid: 'Xq', name: 'Zz' }, { javaScriptEnabled: false })
  const bytes = (page: Page) =>
    page.content().then((html) => html.replaceAll(/nonce="[^"]*"|__sveltekit_\w+/g, ''))
  expect(await bytes(impostor)).toBe(await bytes(nobody))
  for (const path of ['/', '/waiting', `/circle/${house.circle}`, `/hangout/${house.hangout}`, '/admin/']) {
    await impostor.goto(house.url + path)
    expect(await impostor.content(), path).not.toMatch(/Luka|Tessa|Jelena|Room 12|backyard/i)
  }

  // The family that was named is asked, says no, and is not asked again.
  const host = await house.enter('host')
  await host.goto(house.circleUrl)
  const notice = host.getByRole('region', { name: 'Somebody asks to join as a guardian of Luka' })
  await expect(notice).toContainText('The name that they gave: Jelena.')
  await notice.getByRole('button', { name: 'Not us' }).click()
  await expect(host.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(notice).toHaveCount(0)

  // The organizer turns them away, and they are not told.
  await organizer.getByRole('button', { name: 'Turn away: Jelena' }).click()
  const sheet = organizer.getByRole('dialog', { name: 'Turn Jelena away?' })
  await sheet.getByRole('button', { name: 'Turn away' }).click()
  await expect(organizer.getByText('Jelena, for Luka')).toHaveCount(0)
  await impostor.goto(`${house.url}/waiting`)
  expect(await bytes(impostor)).toBe(await bytes(nobody))
})

test('a guardian lets in a further one of the own family, and the phone that waits opens by itself', async ({
  house,
}) => {
  const link = await hangUp(await waitingRoom(house))
  const phone = await asks(house, link, { kid: 'tessa', name: 'Oma Els' })
  const mara = await house.enter('mara')
  await mara.goto(house.circleUrl)
  const notice = mara.getByRole('region', { name: 'Somebody asks to join as a guardian of Tessa' })
  await expectNoViolations(mara, 'the notice')
  await notice.getByRole('button', { name: 'Yes, that’s Oma Els' }).click()
  await expect(notice).toHaveCount(0)
  await phone.waitForURL((url) => url.pathname !== '/waiting') // the door opened by itself
  await phone.goto(house.hangoutUrl)
  for (const kid of ['Tessa', 'Leo']) await expect(phone.getByRole('group', { name: kid })).toBeVisible()
  await expect(phone.getByRole('group', { name: 'Luka' })).toHaveCount(0)
})

test('an organizer sees who asks as it happens, and lets in a new family', async ({ house }) => {
  const organizer = await waitingRoom(house)
  await expect(organizer.getByText('Nobody is waiting.')).toBeVisible()
  const link = await hangUp(organizer)
  const phone = await asks(house, link, { kid: 'Otis Marlow', name: 'Imani' })
  const row = organizer.getByRole('listitem').filter({ hasText: 'Imani, for Otis Marlow' })
  await expect(row).toContainText('No family here has a kid of that name.')
  await organizer.getByRole('button', { name: 'Let in: Imani' }).click()
  const sheet = organizer.getByRole('dialog')
  await expectNoViolations(organizer, 'letting in')
  await sheet.getByRole('radio', { name: 'A new family' }).check()
  await sheet.getByRole('textbox', { name: 'First name of the kid' }).fill('Otis')
  await sheet.getByRole('button', { name: 'Let in' }).click()
  await expect(organizer.getByRole('status').filter({ hasText: 'Imani is let in.' })).toBeVisible()
  await phone.waitForURL((url) => url.pathname !== '/waiting') // the door opened by itself
  await phone.goto(house.hangoutUrl)
  await expect(phone.getByRole('group', { name: 'Otis' })).toBeVisible()
})

test('without scripts the door has one button', async ({ house }) => {
  const organizer = await waitingRoom(house)
  const phone = await asks(
    house,
    await hangUp(organizer),
    { kid: 'Zuri', name: 'Baba' },
    { javaScriptEnabled: false },
  )
  await organizer.getByRole('button', { name: 'Let in: Baba' }).click()
  await organizer
    .getByRole('dialog')
    .getByRole('radio', { name: /^A further guardian of Zuri/ })
    .check()
  await organizer.getByRole('dialog').getByRole('button', { name: 'Let in' }).click()
  await expect(organizer.getByText('Nobody is waiting.')).toBeVisible()
  await phone.reload()
  await phone.getByRole('button', { name: 'Come in' }).click()
  await phone.goto(house.hangoutUrl)
  await expect(phone.getByRole('group', { name: 'Zuri' })).toBeVisible()
})

test('a poster that was ended says that it is not in use, and one that hangs fits its sheet', async ({
  house,
}) => {
  const organizer = await waitingRoom(house)
  await organizer.getByRole('button', { name: 'Make a poster' }).click()
  const poster = organizer.getByRole('region', { name: 'The poster as it will be printed' })
  const link = await scan(poster.getByRole('img'))
  for (const paper of ['Letter', 'A4'] as const) {
    await organizer.getByRole('group', { name: 'Paper' }).getByText(paper).click()
    await expectPrinted(organizer, paper === 'A4' ? 'a4' : 'letter')
  }
  await expectNoViolations(organizer, 'the poster')
  await organizer.getByRole('button', { name: /^End it: poster/ }).click()
  await expect(organizer.getByText('Ended', { exact: true })).toBeVisible()
  const phone = await (await house.visit()).newPage()
  await phone.goto(link)
  await phone.getByRole('textbox', { name: 'Your kid’s first name' }).fill('Tessa')
  await phone.getByRole('textbox', { name: 'Your first name' }).fill('Mara')
  await phone.getByRole('button', { name: 'Ask to come in' }).click()
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('This poster is not in use any more')
})

test('the pages are clean for screen readers, at 320 px wide, in the dark and in Spanish', async ({
  house,
}) => {
  test.slow() // six pages, each looked through twice
  const organizer = await waitingRoom(house)
  const link = await hangUp(organizer)
  const looks = [
    { locale: 'en-US', colorScheme: 'light', viewport: { width: 390, height: 844 } },
    { locale: 'es-ES', colorScheme: 'dark', viewport: { width: 320, height: 640 } },
  ] as const
  for (const look of looks) {
    const phone = await (await house.visit(look)).newPage()
    await phone.goto(link)
    await expectNoViolations(phone, `the poster's page, ${look.locale}`)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(look.viewport.width)
    const [kid, name] = await phone.getByRole('textbox').all()
    await kid?.fill('Tessa')
    await name?.fill('Oma')
    await phone.getByRole('main').getByRole('button').click()
    await phone.waitForURL('**/waiting')
    await expectNoViolations(phone, `the waiting room, ${look.locale}`)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(look.viewport.width)
  }
  await organizer.emulateMedia({ colorScheme: 'dark' })
  await expectNoViolations(organizer, 'who waits, dark')
  await organizer.context().addCookies([{ name: 'language', value: 'es', url: house.url }])
  await organizer.setViewportSize({ width: 320, height: 640 })
  await organizer.reload()
  await expect(organizer.getByRole('heading', { name: 'Sala de espera' })).toBeVisible()
  await expectNoViolations(organizer, 'who waits, es')
  expect(await organizer.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
