// The evening install (J7): from an empty folder to a first circle, a way back, and a mail that arrives.
import { type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test'
import { expectFits, expectNoViolations } from './acts.ts'
import { type EmptyHouse, openEmptyHouse } from './empty-house.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const NARROW: BrowserContextOptions = {
  viewport: { width: 320, height: 640 },
  colorScheme: 'dark',
  locale: 'es-MX',
}
const ACCOUNT = { user: 'pta', password: 'l@ntern/1' }

const test = base.extend<{ hostName: string; mailbox: Mailbox; house: EmptyHouse }>({
  hostName: ['127.0.0.1', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, here nothing
  mailbox: async ({}, use) => {
    const mailbox = await openMailbox(ACCOUNT)
    await use(mailbox)
    await mailbox.close()
  },
  house: async ({ hostName, mailbox }, use) => {
    const house = await openEmptyHouse(hostName, {
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'hangouts@lincoln.example',
    })
    await use(house)
    await house.close()
  },
})

async function fillIn(page: Page) {
  await page.getByLabel('Name of your PTA or school').fill('Lincoln Elementary PTA')
  await page.getByLabel('Your own name').fill('Idris')
  await page.getByRole('button', { name: 'Set it up' }).click()
}

test('from the setup link to the console, with a link to keep, and on to a mail that arrives', async ({
  browser,
  house,
  mailbox,
}) => {
  const page = await (await browser.newContext(DESKTOP)).newPage()
  await page.goto(house.setupLink ?? '')
  await expect(page.getByRole('heading', { name: 'Set up Sidegate' })).toBeVisible()
  // What the browser knows stands there already.
  await expect(page.getByLabel('Time zone')).toHaveValue('America/New_York')
  await expectNoViolations(page, 'setup')
  await page.getByRole('button', { name: 'Set it up' }).click()
  await expect(page.getByText('Please fill this in.')).toHaveCount(2)
  await page.getByLabel('Time zone').fill('new york')
  await fillIn(page)

  await expect(page.getByRole('heading', { name: 'Lincoln Elementary PTA is set up' })).toBeVisible()
  // An address of digits has no passkeys, and says so.
  await expect(page.getByText('Passkeys need https', { exact: false })).toBeVisible()
  await expectNoViolations(page, 'way back')
  const link = await page.getByLabel('Your personal link').inputValue()
  await page.getByRole('link', { name: 'On to the console' }).click()
  await expect(page.getByRole('heading', { name: 'Lincoln Elementary PTA', level: 1 })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No circles yet' })).toBeVisible()

  await page.getByRole('link', { name: 'New circle' }).click()
  await page.getByLabel('Name of the circle').fill('Grade 5, Room 12')
  await expect(page.getByLabel('Time zone')).toHaveValue('America/New_York')
  await page.getByRole('button', { name: 'Make the circle' }).click()
  await expect(page.getByRole('heading', { name: 'Grade 5, Room 12', level: 1 })).toBeVisible()

  await page.getByRole('link', { name: 'The house' }).click()
  await expect(page.getByRole('heading', { name: 'The house', level: 1 })).toBeVisible()
  await expect(page.getByText('Comes through', { exact: true })).toBeVisible()
  await expect(page.getByText('Comes through at once', { exact: true })).toBeVisible()
  await expect(page.getByText(`${house.url}, as PUBLIC_URL says`)).toBeVisible()
  await expect(page.getByText('None yet. On the server', { exact: false })).toBeVisible()
  await expectNoViolations(page, 'house')

  await page.getByLabel('Send a test to').fill('idris')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('Please write one whole e-mail address.')).toBeVisible()
  await page.getByLabel('Send a test to').fill('idris@home.example')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('The mail server has taken it.', { exact: false })).toBeVisible()
  expect(await mailbox.next()).toMatchObject({
    subject: 'Lincoln Elementary PTA: A test',
    from: { name: 'Lincoln Elementary PTA', address: 'hangouts@lincoln.example' },
  })
  await page.getByLabel('Send a test to').fill('idris@home.invalid')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('there is no such mailbox', { exact: false })).toBeVisible()

  // The link is a way back from anywhere, with the operator's powers.
  const other = await (await browser.newContext(DESKTOP)).newPage()
  await other.goto(link)
  await other.getByRole('main').getByRole('button').first().click()
  await other.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await other.goto(`${house.url}/admin/house`)
  await expect(other.getByRole('heading', { name: 'The house', level: 1 })).toBeVisible()
})

test('a wrong password and a mail server that is gone are told as what they are', async ({
  browser,
  house,
  mailbox,
}) => {
  const page = await (await browser.newContext(DESKTOP)).newPage()
  await page.goto(house.setupLink ?? '')
  await fillIn(page)
  await page.getByRole('heading', { name: 'is set up' }).waitFor()
  const says = async (words: string) => {
    await page.goto(`${house.url}/admin/house`)
    await page.getByLabel('Send a test to').fill('idris@home.example')
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect(page.getByText(words, { exact: false })).toBeVisible()
  }
  await house.stop()
  await house.start({ SMTP_URL: mailbox.url.replace('l%40ntern', 'wrong') })
  expect(house.setupLink).toBeNull()
  await says('refused the user or the password')
  await mailbox.close()
  await house.stop()
  await house.start()
  await says('could not be reached')
})

test('house rule 3: before it is set up and after, nobody finds the console without a link', async ({
  browser,
  house,
}) => {
  const stranger = await (await browser.newContext(DESKTOP)).newPage()
  const nothing = stranger.getByRole('heading', { name: 'There is nothing here' })
  await stranger.goto(`${house.url}/admin/`)
  await expect(nothing).toBeVisible()
  // The page alone is no way in: without the link's word it says how to get one.
  await stranger.goto(`${house.url}/admin/setup`)
  await expect(stranger.getByText('Please copy all of it', { exact: false })).toBeVisible()
  await stranger.goto(`${house.url}/admin/setup#${'x'.repeat(43)}`)
  await expect(
    stranger
      .getByText('the server prints one', { exact: false })
      .or(stranger.getByText('it prints one', { exact: false })),
  ).toBeVisible()
  await expectNoViolations(stranger, 'dead link')

  // A restart ends the link before.
  const before = house.setupLink ?? ''
  await house.stop()
  await house.start()
  expect(house.setupLink).not.toBe(before)
  await stranger.goto(before)
  await stranger.reload()
  await expect(stranger.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()

  const page = await (await browser.newContext(DESKTOP)).newPage()
  await page.goto(house.setupLink ?? '')
  await fillIn(page)
  await page.getByRole('heading', { name: 'is set up' }).waitFor()
  for (const address of [house.setupLink ?? '', `${house.url}/admin/setup`, `${house.url}/admin/nowhere`]) {
    await stranger.goto(address)
    await stranger.reload()
    await expect(nothing).toBeVisible()
  }
})

test('lost everything: sidegate invite prints a way back, beside the running server', async ({
  browser,
  house,
}) => {
  const page = await (await browser.newContext(DESKTOP)).newPage()
  await page.goto(house.setupLink ?? '')
  await fillIn(page)
  await page.getByRole('heading', { name: 'is set up' }).waitFor()
  await page.context().close()
  const { link } = JSON.parse(await house.sidegate('invite', '--json')) as { link: string }
  const again = await (await browser.newContext(DESKTOP)).newPage()
  await again.goto(link)
  await again.getByRole('main').getByRole('button').first().click()
  await again.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await again.goto(`${house.url}/admin/house`)
  await expect(again.getByRole('heading', { name: 'The house', level: 1 })).toBeVisible()
})

test('on a phone of 320 pixels, in the dark, in Spanish', async ({ browser, house }) => {
  const page = await (await browser.newContext(NARROW)).newPage()
  await page.goto(house.setupLink ?? '')
  await expect(page.getByRole('heading', { name: 'Preparar Sidegate' })).toBeVisible()
  await expectFits(page, 'setup')
  await expectNoViolations(page, 'setup')
  await page.getByLabel('Nombre de tu asociación o escuela').fill('AMPA Antonio Machado')
  await page.getByLabel('Tu propio nombre').fill('Idris')
  await page.getByRole('button', { name: 'Preparar' }).click()
  await expect(page.getByRole('heading', { name: 'AMPA Antonio Machado está en marcha' })).toBeVisible()
  await expectFits(page, 'way back')
  await page.goto(`${house.url}/admin/house`)
  await expect(page.getByRole('heading', { name: 'La casa' })).toBeVisible()
  await expect(page.getByText('Llega', { exact: true })).toBeVisible()
  await expectFits(page, 'house')
  await expectNoViolations(page, 'house')
})

test.describe('where passkeys can be', () => {
  test.use({ hostName: 'localhost' })

  test('the operator makes one in the last step, and it is the way back', async ({ browser, house }) => {
    const page = await (await browser.newContext(DESKTOP)).newPage()
    const key = await page.context().newCDPSession(page)
    await key.send('WebAuthn.enable')
    await key.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.goto(house.setupLink ?? '')
    await fillIn(page)
    await page.getByRole('button', { name: 'Make a passkey on this device' }).click()
    await expect(page.getByText('The passkey is made.')).toBeVisible()
    await page.context().clearCookies()
    await page.goto(`${house.url}/in`)
    await page.getByRole('button', { name: /passkey/i }).click()
    await page.waitForURL((url) => url.pathname !== '/in')
    await page.goto(`${house.url}/admin/house`)
    await expect(page.getByRole('heading', { name: 'The house', level: 1 })).toBeVisible()
  })
})
