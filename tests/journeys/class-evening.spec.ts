// J6 and J7 whole: one evening, from an empty folder and a messy spreadsheet to a parent who has answered for two kids.
import { fileURLToPath } from 'node:url'
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { type EmptyHouse, openEmptyHouse } from './empty-house.ts'
import { scan } from './paper.ts'

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const MESSY = fileURLToPath(new URL('./fixtures/class-list.csv', import.meta.url))
const TITLE = 'Just-for-fun backyard afternoon'

const test = base.extend<{ house: EmptyHouse }>({
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, here nothing
  house: async ({}, use) => {
    const house = await openEmptyHouse('127.0.0.1')
    await use(house)
    await house.close()
  },
})

test('J6, J7: an empty folder, a messy class list, slips on paper; a parent scans hers and has answered for two kids within a minute', async ({
  browser,
  house,
}) => {
  test.setTimeout(150_000)
  const left: string[] = []
  async function enter(options: BrowserContextOptions = {}): Promise<Page> {
    const context: BrowserContext = await browser.newContext(options)
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== house.url) left.push(request.url())
    })
    return context.newPage()
  }
  const grace = await enter(DESKTOP)

  const circle = await test.step('the first run, and a circle that its maker runs', async () => {
    await grace.goto(house.setupLink ?? '')
    await grace.getByLabel('Name of your PTA or school').fill('Lincoln Elementary PTA')
    await grace.getByLabel('Your own name').fill('Grace')
    await grace.getByRole('button', { name: 'Set it up' }).click()
    await grace.getByRole('link', { name: 'On to the console' }).click()
    await grace.getByRole('link', { name: 'New circle' }).click()
    await grace.getByLabel('Name of the circle').fill('Grade 4, Room 9')
    await grace.getByRole('button', { name: 'Make the circle' }).click()
    await expect(grace.getByRole('heading', { name: 'Grade 4, Room 9', level: 1 })).toBeVisible()
    return /circles\/(cir_\w+)/.exec(grace.url())?.[1] ?? ''
  })

  await test.step('the list as the school office saved it', async () => {
    await grace.goto(`${house.url}/admin/circles/${circle}/import`)
    await grace.getByLabel('Choose a file').setInputFiles(MESSY)
    await expect(grace.getByRole('heading', { name: '53 kids, 66 guardians, 5 rows unclear' })).toBeVisible()
    for (const name of ['Vera Orlova', 'Anton Petrov'])
      await grace
        .getByRole('group', { name: new RegExp(`has ${name} with`) })
        .getByText('One kid, two homes')
        .click()
    await grace.getByRole('button', { name: 'Bring in 53 kids and 68 guardians' }).click()
    await expect(grace.getByRole('heading', { name: /are in the circle$/ })).toBeFocused()
  })

  const plan = await test.step('a first hangout for everybody, from a template', async () => {
    await grace.goto(`${house.url}/circle/${circle}`)
    await grace.getByRole('link', { name: 'Plan something' }).click()
    await grace.getByRole('link', { name: 'Backyard afternoon' }).click()
    await grace.getByRole('textbox', { name: 'What do you call it?' }).fill(TITLE)
    await grace.getByRole('button', { name: 'Make the draft' }).click()
    await expect(grace.getByRole('heading', { level: 1, name: TITLE })).toBeVisible()
    const url = grace.url()
    await grace.getByRole('link', { name: 'Look at the list and send it' }).click()
    await expect(grace.getByText('Every kid here would like to be asked.', { exact: false })).toBeVisible()
    await grace.getByRole('button', { name: 'Send it' }).click()
    await expect(grace.getByText('It has gone out.')).toBeVisible()
    return url
  })

  const link = await test.step('a slip for the family of Inés and Iker', async () => {
    await grace.goto(`${house.url}/admin/circles/${circle}/hand-outs`)
    await grace.getByText('Families that I choose').click()
    await grace.getByRole('checkbox', { name: /Inés and Iker/ }).check()
    await grace.getByRole('button', { name: 'Make the slips' }).click()
    const slip = grace
      .getByRole('region', { name: 'What will be printed' })
      .getByRole('article')
      .filter({ has: grace.getByRole('heading', { name: /For Lucía/ }) })
    return scan(slip.getByRole('img'))
  })

  const lucia = await enter()
  await test.step('scanned with a phone: no password, no app, no account, two answers in under a minute', async () => {
    const from = Date.now()
    await lucia.goto(link)
    await expect(lucia.getByText('Lincoln Elementary PTA').first()).toBeVisible()
    expect(await lucia.content()).not.toMatch(/Luc[ií]a|Inés|Iker|Room 9|backyard/)
    await lucia.getByRole('main').getByRole('button').first().click()
    await lucia.getByRole('link', { name: TITLE }).click()
    for (const [kid, answer] of [
      ['Inés', 'Going'],
      ['Iker', 'Maybe'],
    ] as const)
      await lucia.getByRole('group', { name: kid, exact: true }).getByText(answer, { exact: true }).click()
    await expect(lucia.getByText(/You said: Inés going and Iker maybe/)).toBeVisible()
    expect(Date.now() - from).toBeLessThan(60_000)
  })

  await test.step('the same slip on a second device is asked who it is', async () => {
    const second = await enter()
    await second.goto(link)
    await second.getByRole('main').getByRole('button').first().click()
    await expect(second.getByRole('heading', { name: 'Are you Lucía?' })).toBeVisible()
    await expectNoViolations(second, 'are you')
    expect((await second.request.get(`${house.url}/api/circles/${circle}/family`)).status()).toBe(403)
  })

  await test.step('shared to the class chat: who opens it there does not become her', async () => {
    await lucia.goto(plan)
    await lucia.getByRole('link', { name: 'Share to the class chat' }).click()
    await lucia.getByRole('button', { name: 'Make a text with a link' }).click()
    const text = lucia.getByRole('textbox', { name: 'Text to paste' })
    await expect(text).toHaveValue(/\/c\/[\w-]{43}$/)
    const shared = /http\S+$/.exec(await text.inputValue())?.[0] ?? ''
    const reader = await enter()
    await reader.goto(shared)
    await expect(reader.getByText('Lincoln Elementary PTA').first()).toBeVisible()
    expect(await reader.content()).not.toMatch(/Luc[ií]a|Inés|Iker|Grace|Room 9|backyard/)
    expect((await reader.request.get(`${house.url}/api/session`)).status()).toBe(401)
  })

  await test.step('the organizer sees who is in, and the host both answers', async () => {
    await grace.goto(`${house.url}/admin/circles/${circle}/people`)
    await grace.getByLabel('Find a family').fill('Inés')
    await expect(grace.getByText('Inés and Iker’s family').first()).toBeVisible()
    await grace.goto(plan)
    await expect(grace.getByRole('region', { name: 'What hosts see' })).toContainText('Iker')
    await expect(grace.getByRole('region', { name: 'Who’s coming' })).toContainText('Inés')
  })
  expect(left, 'requests that left the origin').toEqual([])
})
