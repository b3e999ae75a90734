/** The house as an operator hosts it: Caddy's two lines in front, https, WebSocket and live stream through it. */
import { says } from './acts.ts'
import { hasCaddy } from './caddy.ts'
import { expect, test } from './house.ts'
import config from './playwright.config.ts'

test.use({
  isBehindCaddy: true,
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      // The certificate is Caddy's own; a phone would be told to trust it once.
      '--ignore-certificate-errors',
      ...(config.use?.launchOptions?.args ?? []).filter((arg) => !arg.startsWith('--host-resolver-rules')),
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  },
})
test.skip(!hasCaddy, 'There is no Caddy here: "sudo apt-get install caddy", or set CADDY_PATH.')

test('J7: behind Caddy a plan is live, answers arrive, the session is bound to this host, and a page opens offline', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  const [cookie] = (await mara.context().cookies()).filter(({ httpOnly }) => httpOnly)
  expect(cookie).toMatchObject({ name: '__Host-sidegate', secure: true, sameSite: 'Lax', path: '/' })

  const response = await mara.goto(house.hangoutUrl)
  expect(await response?.allHeaders()).toMatchObject({
    'strict-transport-security': expect.stringMatching(/max-age=31536000/),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('no-store'),
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  })
  await host.goto(house.hangoutUrl)
  await says(mara, 'Saved')

  // The socket: what one writes stands on the other's screen.
  await mara.getByRole('button', { name: 'Change Notes' }).click()
  const notes = mara.getByRole('textbox', { name: 'Notes' })
  await notes.press('Control+End')
  await notes.pressSequentially(' We come by the side gate.')
  await expect(host.getByText('We come by the side gate.').first()).toBeVisible()
  await says(mara, 'Saved')

  // The live stream: the host hears of an answer without asking.
  const tessa = host.getByRole('region', { name: 'Who’s coming' }).getByText(/Tessa/)
  await expect(tessa).toHaveCount(0)
  await mara.getByRole('group', { name: 'Tessa' }).getByText('Going').click()
  await expect(tessa).toBeAttached()

  // Only https gives a phone its offline pages.
  await mara.evaluate(() => navigator.serviceWorker.ready)
  await house.kill()
  await mara.reload()
  await expect(mara.getByText('We come by the side gate.').first()).toBeVisible()
  await house.start()
})
