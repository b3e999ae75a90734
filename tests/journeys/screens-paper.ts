// Draws what is printed (slips, reply strips, the poster) and the pages around it into docs/screens: `pnpm screens`.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { type House, test, type Who } from './house.ts'

const folder = fileURLToPath(new URL('../../docs/screens', import.meta.url))
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }
// In CSS px, at 96 an inch.
const sheets = { letter: { width: 816, height: 1056 }, a4: { width: 794, height: 1123 } }

async function post(page: Page, house: House, path: string, data: object) {
  return page.request.post(house.url + path, { headers: { origin: house.url }, data })
}

/** A poster's address, and somebody who asks by it. */
async function asking(house: House, organizer: Page): Promise<string> {
  const made = await post(organizer, house, `/api/admin/circles/${house.circle}/posters`, {})
  const { link } = (await made.json()) as { link: string }
  const path = new URL(link).pathname.replace('/join/', '/api/join/')
  const stranger = await (await house.visit()).newPage()
  await post(stranger, house, path, { kid: 'Tessa', name: 'Oma Els' })
  return link
}

interface Screen {
  name: string
  who: Who | null
  path: (house: House, poster: string) => string
  act?: (page: Page) => Promise<void>
}

const screens: Screen[] = [
  { name: 'join', who: null, path: (_house, poster) => poster },
  {
    name: 'waiting',
    who: null,
    path: (_house, poster) => poster,
    async act(page) {
      const [kid, name] = await page.getByRole('textbox').all()
      await kid?.fill('Leo')
      await name?.fill('Opa Jan')
      await page.getByRole('main').getByRole('button').click()
      await page.waitForURL('**/waiting')
    },
  },
  { name: 'circle-asks', who: 'mara', path: (house) => house.circleUrl },
  {
    name: 'console-hand-outs',
    who: 'organizer',
    path: (house) => `${house.url}/admin/circles/${house.circle}/hand-outs`,
    act: (page) => page.getByRole('button', { name: 'Make the slips' }).waitFor(),
  },
  {
    name: 'console-waiting',
    who: 'organizer',
    path: (house) => `${house.url}/admin/circles/${house.circle}/waiting`,
    act: (page) => page.getByText('Oma Els, for Tessa').first().waitFor(),
  },
]

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`poster and hand-outs, ${size}, ${colorScheme}`, async ({ house }) => {
      test.setTimeout(180_000)
      const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const
      // One device for all that is the organizer's: a further one would have to prove itself first.
      const organizer = await house.enter('organizer', options)
      const poster = await asking(house, organizer)
      for (const { name, who, path, act } of screens) {
        const page =
          who === 'organizer'
            ? await organizer.context().newPage()
            : who
              ? await house.enter(who, options)
              : await (await house.visit(options)).newPage()
        await page.goto(path(house, poster))
        await page.getByRole('heading', { level: 1 }).waitFor()
        await act?.(page)
        await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` })
        await page.close()
      }
    })
  }
}

for (const [paper, language] of [
  ['letter', 'English'],
  ['a4', 'Español'],
] as const)
  test(`as it is printed, ${paper}`, async ({ house }) => {
    test.setTimeout(120_000)
    const organizer = await house.enter('organizer', { viewport: sizes.desktop })
    const picture = async (name: string) => {
      await organizer.setViewportSize(sheets[paper])
      await organizer.emulateMedia({ media: 'print' })
      // The printer's margins, which no screen shows.
      await organizer.evaluate(() => {
        document.body.style.padding = '10mm'
      })
      await organizer.screenshot({ path: `${folder}/${name}-${paper}.png` })
      await organizer.evaluate(() => {
        document.body.style.padding = ''
      })
      await organizer.emulateMedia({ media: null })
      await organizer.setViewportSize(sizes.desktop)
    }
    const choosePaper = () =>
      organizer
        .getByRole('group', { name: 'Paper' })
        .getByText(paper === 'a4' ? 'A4' : 'Letter')
        .click()
    await organizer.goto(`${house.url}/admin/circles/${house.circle}/hand-outs`)
    for (const family of ["Zuri's", "Diego's"])
      await organizer.getByRole('checkbox', { name: new RegExp(`${family} family`) }).check()
    await choosePaper()
    await organizer
      .getByRole('group', { name: /^Language for/ })
      .getByText(language)
      .click()
    await organizer.getByRole('button', { name: 'Make the slips' }).click()
    await organizer.locator(`[data-paper="${paper}"]`).waitFor()
    await picture('hand-outs')
    await organizer.goto(`${house.url}/admin/circles/${house.circle}/waiting`)
    await organizer.getByRole('button', { name: 'Make a poster' }).click()
    await choosePaper()
    await organizer.locator(`[data-paper="${paper}"]`).waitFor()
    await picture('poster')
  })
