// Circles in the console: one is made and handed over, its people are found and changed, and nobody is told too much.
import type { Page } from '@playwright/test'
import { expectNoViolations } from './acts.ts'
import { expect, test } from './house.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const families = (page: Page) => page.getByRole('list', { name: 'People' }).getByRole('listitem')
const family = (page: Page, name: string) => families(page).filter({ hasText: name })
const sheet = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

test('an operator makes a circle for somebody else, whose link is shown once and lets her in', async ({
  house,
}) => {
  const operator = await house.enter('operator', DESKTOP)
  await operator.goto(`${house.url}/admin/`)
  await operator.getByRole('link', { name: 'New circle' }).click()
  await operator.getByRole('textbox', { name: 'Name of the circle' }).fill('Soccer U11')
  await operator.getByText('Somebody else').click()
  await operator.getByRole('textbox', { name: 'Name of the organizer' }).fill('Vera')
  await expectNoViolations(operator, 'making a circle')
  await operator.getByRole('button', { name: 'Make the circle' }).click()
  const link = await operator.getByRole('textbox', { name: 'The link of Vera' }).inputValue()
  await expectNoViolations(operator, 'a link to hand over')
  await operator.getByRole('link', { name: 'Go to the circle' }).click()
  // Who operates the house reads how many are in it, and not who.
  await expect(operator.getByText('Only the organizers of this circle see who is in it.')).toBeVisible()
  await expect(operator.getByText('Vera')).toHaveCount(0)

  const vera = await (await house.visit(DESKTOP)).newPage()
  await vera.goto(link)
  await vera.getByRole('main').getByRole('button').first().click()
  await vera.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await vera.goto(`${house.url}/admin/`)
  await expect(vera.getByRole('row', { name: /Soccer U11/ })).toBeVisible()
  await expect(vera.getByRole('row', { name: /Room 12/ })).toHaveCount(0)
})

test('a family added by hand gets a link, and its row says when it is in, without a row moving', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/people`)
  await organizer.getByRole('button', { name: 'Add a family' }).click()
  const adding = sheet(organizer, 'Add a family')
  await adding.getByRole('textbox', { name: 'Name of a guardian' }).fill('Zoë Núñez')
  await adding.getByRole('textbox', { name: 'First name of a kid' }).fill('Bruno')
  await adding.getByRole('textbox', { name: 'E-mail address' }).fill('zoe@mail.example')
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(family(organizer, 'Bruno’s family')).toContainText('No link yet')

  await organizer.getByRole('searchbox', { name: 'Find a family' }).fill('nunez')
  await expect(families(organizer)).toHaveCount(1)
  await organizer.getByRole('button', { name: 'Bruno’s family' }).click()
  const bruno = sheet(organizer, 'Bruno’s family')
  await expect(bruno).toContainText('z…@mail.example')
  await expect(bruno).not.toContainText('zoe@mail.example')
  await expectNoViolations(organizer, 'a family')
  await bruno.getByRole('button', { name: 'Fresh link' }).click()
  await organizer.getByRole('button', { name: 'Make a link to copy' }).click()
  const link = await organizer.getByRole('textbox', { name: 'The link of Zoë Núñez' }).inputValue()
  await organizer.keyboard.press('Escape')
  await expect(family(organizer, 'Bruno’s family')).toContainText('Invited')

  await organizer.getByRole('searchbox', { name: 'Find a family' }).fill('')
  await expect(families(organizer)).toHaveCount(23)
  await expectNoViolations(organizer, 'people')
  const before = await families(organizer).allInnerTexts()
  const zoe = await (await house.visit()).newPage()
  await zoe.goto(link)
  await zoe.getByRole('main').getByRole('button').first().click()
  await zoe.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await expect(family(organizer, 'Bruno’s family')).not.toContainText('Invited')
  const names = (rows: string[]) => rows.map((row) => row.split('\n', 1)[0])
  expect(names(await families(organizer).allInnerTexts())).toEqual(names(before))
})

test('what another organizer adds waits until it is asked for, and a row that went keeps its chair', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', DESKTOP)
  const people = `${house.url}/admin/circles/${house.circle}/people`
  await organizer.goto(people)
  await expect(families(organizer)).toHaveCount(22)
  // A second window of the same organizer, at work in the same circle.
  const other = await organizer.context().newPage()
  const api = `${house.url}/api/admin/circles/${house.circle}`
  const send = (path: string, data: unknown) =>
    other.request.post(`${api}${path}`, { headers: { origin: house.url }, data })
  const place = () => family(organizer, 'Luka').evaluate((row) => row.getBoundingClientRect().top)
  const before = await place()
  const guardian = { name: 'Aaron', email: '', phone: '' }
  expect((await send('/families', { name: '', guardian, kids: ['Abel'] })).status()).toBe(200)
  const newcomer = organizer.getByRole('button', { name: '1 family is new. Show it' })
  await expect(newcomer).toBeVisible()
  expect(await place()).toBe(before)

  const { families: found } = await (await other.request.get(`${api}/people?q=amara`)).json()
  expect((await send(`/families/${found[0].id}/remove`, {})).status()).toBe(200)
  await expect(family(organizer, 'Amara')).toContainText('No longer in this circle')
  expect(await place()).toBe(before)
  await newcomer.click()
  await expect(family(organizer, 'Abel’s family')).toBeVisible()
  await expect(family(organizer, 'Amara')).toHaveCount(0)
})

test('a role asks again who it is; a fresh link shows it, and the step goes on by itself', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', DESKTOP)
  await house.kill()
  const anHour = 2 * 60 * 60 * 1000
  await house.write(
    `update session_guardians set proved_at = proved_at - ? where guardian_id in
     (select id from guardians where organizer = 1) returning guardian_id`,
    anHour,
  )
  await house.start()
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/people`)
  await organizer.getByRole('button', { name: /^Tessa/ }).click()
  await sheet(organizer, /^Tessa/)
    .getByRole('group', { name: 'Mara' })
    .getByRole('button', { name: 'Roles' })
    .click()
  await organizer.getByRole('checkbox', { name: /^Safeguarding contact/ }).check()
  await organizer.getByRole('button', { name: 'Save' }).click()
  const asking = sheet(organizer, 'Show that it is you')
  await expect(asking).toBeVisible()
  await expectNoViolations(organizer, 'asked again who it is')

  const tab = await organizer.context().newPage()
  await tab.goto(await house.invite('Grace'))
  await tab.getByRole('main').getByRole('button').first().click()
  await tab.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await asking.getByRole('button', { name: 'I have opened it' }).click()
  await expect(organizer.getByText('The roles of Mara are changed.')).toBeVisible()
  await expect(family(organizer, 'Tessa')).toContainText('Safeguarding contact')

  await organizer.keyboard.press('Escape')
  await organizer.getByRole('link', { name: 'Audit' }).click()
  await expect(organizer.getByText('Grace made Mara safeguarding contact')).toBeVisible()
  await expectNoViolations(organizer, 'the audit')
})

test('house rule 12: one guardian’s link to a kid ends quietly; the other home’s page stays as it was', async ({
  house,
}) => {
  const organizer = await house.enter('organizer')
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/people`)
  await organizer.getByRole('searchbox', { name: 'Find a family' }).fill('leo')
  await expect(families(organizer)).toHaveCount(1)
  await organizer.getByRole('button', { name: /^Tessa/ }).click()
  await organizer
    .getByRole('group', { name: 'Leo' })
    .getByRole('button', { name: 'End Joost’s link' })
    .click()
  await expect(sheet(organizer, 'End the link between Joost and Leo?')).toContainText('Nobody is told')
  await expectNoViolations(organizer, 'an end, asked once more')
  await organizer.getByRole('button', { name: 'End the link' }).click()
  await expect(organizer.getByText('The link is ended.')).toBeVisible()
  // Whoever is left answers for the kid as before, and there is nothing left to end.
  const leo = organizer.getByRole('group', { name: 'Leo' })
  await expect(leo.getByRole('button', { name: /^End/ })).toHaveCount(0)
  // A wrong tap can be taken back.
  await leo.getByRole('button', { name: 'Link Joost' }).click()
  await organizer.getByRole('button', { name: 'Link them' }).click()
  await expect(leo.getByRole('button', { name: /^End/ })).toHaveCount(2)
})

test('an answer told in person is entered for a home, and the organizer reads none by it', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', DESKTOP)
  const host = await house.enter('host')
  await organizer.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(organizer.getByRole('button', { name: 'Told me in person' })).toBeVisible()
  await expectNoViolations(organizer, 'a circle')
  await organizer.getByRole('button', { name: 'Told me in person' }).click()
  const told = sheet(organizer, /^An answer for/)
  await told.getByRole('searchbox', { name: 'Find the kid' }).fill('oliver')
  await told.getByRole('radio', { name: /^Oliver/ }).check()
  await told.getByText('Going', { exact: true }).click()
  await expectNoViolations(organizer, 'an answer told in person')
  await told.getByRole('button', { name: 'Enter the answer' }).click()
  await expect(organizer.getByText('The answer is entered.')).toBeVisible()
  await expect(told).toHaveCount(0)
  const page = await (await host.request.get(`${house.url}/api/hangouts/${house.hangout}`)).json()
  expect(page.coming.map((kid: { name: string }) => kid.name)).toContain('Oliver')
})

test('people are found, opened and left by keyboard alone, at 320 px, in Spanish and at night', async ({
  house,
}) => {
  const organizer = await house.enter('organizer', {
    viewport: { width: 320, height: 640 },
    colorScheme: 'dark',
    locale: 'es-MX',
  })
  await organizer.goto(`${house.url}/admin/circles/${house.circle}/people`)
  const search = organizer.getByRole('searchbox', { name: 'Buscar una familia' })
  await search.focus()
  await organizer.keyboard.type('lucia')
  await expect(organizer.getByRole('listitem').filter({ hasText: 'Santiago' })).toBeVisible()
  const open = organizer.getByRole('button', { name: /^Santiago/ })
  await open.focus()
  await organizer.keyboard.press('Enter')
  const opened = organizer.getByRole('dialog', { name: /^Santiago/ })
  await expect(opened).toContainText('Tutores')
  await expectNoViolations(organizer, 'una familia')
  const wide = await organizer.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(320)
  await organizer.keyboard.press('Escape')
  await expect(opened).toHaveCount(0)
  await expect(open).toBeFocused()
  await expectNoViolations(organizer, 'personas')
})
