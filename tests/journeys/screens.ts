// Draws every screen, phone and desktop, light and dark, into docs/screens: `pnpm screens`.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { openText, says } from './acts.ts'
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
  { name: 'nothing-here', who: 'mara', path: () => '/hangout/han_0000000000000000000000' },
  { name: 'console', who: 'organizer', path: () => '/admin/' },
  { name: 'console-circle', who: 'organizer', path: (house) => `/admin/circles/${house.circle}` },
]

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`screens, ${size}, ${colorScheme}`, async ({ house }) => {
      test.setTimeout(180_000)
      for (const { name, who, path, act } of screens) {
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
