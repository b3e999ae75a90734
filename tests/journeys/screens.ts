// Draws every screen, phone and desktop, light and dark, into docs/screens: `pnpm screens`.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { drawerOf, openText, says, takePart } from './acts.ts'
import { type House, test, type Who } from './house.ts'

const folder = fileURLToPath(new URL('../../docs/screens', import.meta.url))

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

interface Screen {
  name: string
  who: Who | null
  path: (house: House) => string
  /** Brings the page to the moment that is worth a picture. */
  act?: (page: Page, house: House) => Promise<void>
}

const screens: Screen[] = [
  { name: 'way-in', who: null, path: (house) => new URL(house.linkOf('mara')).pathname },
  { name: 'front-door', who: null, path: () => '/' },
  { name: 'circle', who: 'mara', path: (house) => `/circle/${house.circle}` },
  {
    name: 'plan',
    who: 'mara',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page, house) {
      await says(page, 'Saved')
      await page.getByRole('group', { name: 'Tessa' }).getByText('Going').click()
      await page.getByRole('group', { name: 'Leo' }).getByText('Maybe').click()
      // Somebody else is here, and writes.
      const host = await house.enter('host')
      await host.goto(house.hangoutUrl)
      await host.getByRole('button', { name: /Change Brownies/ }).click()
      await host.getByRole('textbox', { name: 'What', exact: true }).focus()
      await page.getByText('Jelena', { exact: true }).first().waitFor()
    },
  },
  {
    name: 'plan-notes',
    who: 'mara',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page) {
      await says(page, 'Saved')
      const notes = await openText(page, 'Notes')
      await notes.scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'plan-host',
    who: 'host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page) {
      await says(page, 'Saved')
      await page.getByRole('region', { name: 'What hosts see' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'plan-move',
    who: 'host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page) {
      await says(page, 'Saved')
      await page.getByRole('button', { name: 'Change', exact: true }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'plan-offline',
    who: 'mara',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page) {
      await says(page, 'Saved')
      await page.context().setOffline(true)
      await page.getByRole('button', { name: /bring it: Brownies/ }).click()
      await says(page, 'On this phone, will send')
    },
  },
  {
    name: 'plan-history',
    who: 'host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page, house) {
      await says(page, 'Saved')
      const mara = await house.enter('mara')
      await mara.goto(house.hangoutUrl)
      await mara.getByRole('button', { name: /bring it: Sidewalk chalk/ }).click()
      const notes = await openText(mara, 'Notes')
      await notes.press('Control+End')
      await notes.pressSequentially(' We bring two folding chairs.')
      await says(mara, 'Saved')
      await page.getByRole('button', { name: 'Change Watermelon' }).click()
      await page.getByRole('textbox', { name: 'Note' }).fill('cut at home')
      await page.getByRole('button', { name: 'Done' }).click()
      await says(page, 'Saved')
      await page.getByRole('button', { name: 'What changed' }).click()
      await page.getByRole('dialog').getByText('We bring two folding chairs.').waitFor()
      await mara.context().close()
    },
  },
  {
    name: 'plan-restore',
    who: 'host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page) {
      await says(page, 'Saved')
      await page.getByRole('button', { name: 'What changed' }).click()
      const sheet = page.getByRole('dialog')
      await sheet.getByRole('button', { name: 'Earlier plans' }).click()
      await sheet.getByRole('button', { name: 'Keep it as it is now' }).click()
      await sheet.getByText('Kept by hand').first().waitFor()
    },
  },
  {
    name: 'plan-deletion',
    who: 'host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page, house) {
      await says(page, 'Saved')
      const coHost = await house.enter('co-host')
      await coHost.goto(house.hangoutUrl)
      await says(coHost, 'Saved')
      for (const name of ['About', 'Notes'] as const) await (await openText(coHost, name)).fill('')
      const banner = page.getByRole('region', { name: 'Much was taken out of this plan' })
      await banner.waitFor()
      await banner.getByRole('button', { name: 'Bring it back' }).click({ trial: true })
      await coHost.context().close()
    },
  },
  {
    // After the co-host's other picture: here they lose their part.
    name: 'plan-unsaved',
    who: 'co-host',
    path: (house) => `/hangout/${house.hangout}`,
    async act(page, house) {
      await says(page, 'Saved')
      await page.context().setOffline(true)
      const about = await openText(page, 'About')
      await about.press('Control+End')
      await about.pressSequentially(' Bring a lantern for the way home.')
      const notes = await openText(page, 'Notes')
      await notes.press('Control+End')
      await notes.pressSequentially(' We can take two kids along.')
      await says(page, 'On this phone, will send')
      await takePart(house)
      await page.context().setOffline(false)
      await drawerOf(page).scrollIntoViewIfNeeded({ timeout: 20_000 })
    },
  },
  { name: 'nothing-here', who: 'mara', path: () => '/hangout/han_0000000000000000000000' },
]

/** Each part has a house of its own: nobody makes more than ten links of their own in an hour, and each visit needs one. */
const cut = screens.findIndex(({ name }) => name === 'plan-history')
const parts = { one: screens.slice(0, cut), two: screens.slice(cut) }

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [part, pictures] of Object.entries(parts)) {
      test(`screens, part ${part}, ${size}, ${colorScheme}`, async ({ house }) => {
        test.setTimeout(180_000)
        for (const { name, who, path, act } of pictures) {
          const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const
          const page = who ? await house.enter(who, options) : await (await house.visit(options)).newPage()
          await page.goto(house.url + path(house))
          await page.getByRole('heading', { level: 1 }).waitFor()
          await act?.(page, house)
          await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` })
          await page.context().close()
        }
      })
    }
  }
}
