// Coming in again from another device by a code that is mailed, with and without scripts.
import { test as base, expect, type Page } from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { type EmptyHouse, openEmptyHouse } from './empty-house.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'

const ADDRESS = 'idris@home.example'
const PHONE = { viewport: { width: 390, height: 844 } }

const test = base.extend<{ hostName: string; mailbox: Mailbox; house: EmptyHouse }>({
  hostName: ['127.0.0.1', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, here nothing
  mailbox: async ({}, use) => {
    const mailbox = await openMailbox()
    await use(mailbox)
    await mailbox.close()
  },
  house: async ({ hostName, mailbox }, use) => {
    const house = await openEmptyHouse(hostName, { SMTP_URL: mailbox.url, MAIL_FROM: 'pta@lincoln.example' })
    await use(house)
    await house.close()
  },
})

/** Idris sets the house up, makes a circle and writes down his own address. */
async function settleIn(page: Page, house: EmptyHouse, mailbox: Mailbox) {
  await page.goto(house.setupLink ?? '')
  await page.getByLabel('Name of your PTA or school').fill('Lincoln Elementary PTA')
  await page.getByLabel('Your own name').fill('Idris')
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('heading', { name: 'is set up' }).waitFor()
  const headers = { Origin: house.url }
  const circle = { name: 'Grade 5, Room 12', zone: 'America/New_York', organizer: 'me' }
  const made = await page.request.post(`${house.url}/api/admin/circles`, { headers, data: circle })
  const { id } = await made.json()
  const contacts = { name: 'Idris', email: ADDRESS, phone: '' }
  const reach = `${house.url}/api/circles/${id}/family/me`
  expect((await page.request.post(reach, { headers, data: contacts })).ok()).toBe(true)
  await page.goto(`${house.url}/family/${id}`)
  await page.getByLabel('Code from the mail').fill(await mailedCode(mailbox))
  await page.getByRole('button', { name: 'This is my address' }).click()
  await expect(page.getByLabel('Your mail address')).toHaveValue(ADDRESS)
  await expect(page.getByLabel('Code from the mail')).toHaveCount(0)
}

async function askFor(page: Page, house: EmptyHouse, address: string) {
  await page.goto(`${house.url}/in`)
  await page.getByLabel('Your mail address').fill(address)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await expect(page.getByRole('heading', { name: 'Type the code' })).toBeVisible()
  await expect(page.getByText('If we know that address', { exact: false })).toBeVisible()
}

async function type(page: Page, code: string) {
  await page.getByLabel('Code from the mail').fill(code)
  await page.getByRole('button', { name: 'Come in' }).click()
}

async function mailedCode(mailbox: Mailbox): Promise<string> {
  for (;;) {
    const code = /\b\d{6}\b/.exec((await mailbox.next()).text ?? '')?.[0]
    if (code) return code
  }
}

for (const javaScriptEnabled of [true, false])
  test(`six digits by mail bring in another device, ${javaScriptEnabled ? 'with' : 'without'} scripts; wrong ones and strangers read the same kind page`, async ({
    browser,
    house,
    mailbox,
  }) => {
    await settleIn(await browser.newPage(), house, mailbox)
    const phone = await (await browser.newContext({ ...PHONE, javaScriptEnabled })).newPage()
    await askFor(phone, house, 'nobody@home.example')
    await type(phone, '123456')
    await expect(phone.getByText('That’s not the code. Please look once more.')).toBeVisible()
    if (javaScriptEnabled) await expectNoViolations(phone, 'code')

    await askFor(phone, house, 'IDRIS@home.example')
    const code = await mailedCode(mailbox)
    await type(phone, code === '123456' ? '654321' : '123456')
    await expect(phone.getByText('That’s not the code. Please look once more.')).toBeVisible()
    await type(phone, `${code.slice(0, 3)} ${code.slice(3)}`)
    await expect(phone.getByRole('heading', { name: 'Grade 5, Room 12' }).first()).toBeVisible()
  })
