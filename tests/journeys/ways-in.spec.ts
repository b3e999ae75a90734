// Ways in: a link on a phone, the same link on a second one, and a class chat whose readers stay who they are.
import type { Page } from '@playwright/test'
import { expectClean, expectNoViolations, says } from './acts.ts'
import { expect, type House, test } from './house.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'

/** Who a browser is in as, by its own cookie; null: nobody. */
async function whoIsIn(page: Page, house: House): Promise<{ name: string; confirmed: boolean } | null> {
  const session = await page.request.get(`${house.url}/api/session`)
  if (session.status() === 401) return null
  const { guardian, confirmed } = (await session.json()) as { guardian: { name: string }; confirmed: boolean }
  return { name: guardian.name, confirmed }
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out on this phone' }).click()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
}

/** A second browser that opens the link which Mara's first one came in by. */
async function secondDevice(house: House, options = {}): Promise<Page> {
  const page = await (await house.visit(options)).newPage()
  await page.goto(house.linkOf('mara'))
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.waitForURL(/\/are-you/)
  return page
}

test('a link works before scripts, after a scanner has looked at it 50 times, and its preview names nobody', async ({
  house,
}) => {
  const context = await house.visit({ javaScriptEnabled: false })
  const link = house.linkOf('mara')
  for (let i = 0; i < 50; i++) {
    const looked = await context.request.get(link)
    expect(looked.status()).toBe(200)
    if (i > 0) continue
    const html = await looked.text()
    expect(html).toMatch(/<meta property="og:title" content="Lincoln Elementary PTA"/)
    expect(html).toMatch(/<meta property="og:description" content="A hangout plan for your family"/)
    for (const name of ['Mara', 'Tessa', 'Leo', 'backyard', 'Room 12']) expect(html).not.toContain(name)
  }
  expect(await context.cookies()).toEqual([])
  const mara = await context.newPage()
  await mara.goto(link)
  await mara.getByRole('button', { name: 'Open it' }).click()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  expect(await whoIsIn(mara, house)).toEqual({ name: 'Mara', confirmed: true })
})

test('the same link on a second device is asked who it is, and only answers until a tap on the first', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await says(mara, 'Saved')
  const second = await secondDevice(house)
  await expect(second.getByRole('heading', { name: 'Are you Mara?' })).toBeVisible()
  const mark = await second.locator('.mark').textContent()
  expect(mark).toMatch(/^\d\d$/)

  // It answers.
  const other = await second.context().newPage()
  await other.goto(house.hangoutUrl)
  await expect(other.getByRole('link', { name: /^You can answer here/ })).toBeVisible()
  await other.getByRole('group', { name: 'Tessa' }).getByText('Going', { exact: true }).click()
  await says(other, 'Saved')
  // And nothing else: no family page, no devices, no sharing; the server says so, not the screen alone.
  for (const path of [`/api/circles/${house.circle}/family`, '/api/devices'])
    expect((await other.request.get(house.url + path)).status(), path).toBe(403)
  const shared = await other.request.post(`${house.url}/api/hangouts/${house.hangout}/class-link`, {
    headers: { origin: house.url },
    data: {},
  })
  expect([shared.status(), await shared.json()]).toEqual([403, { error: 'confirm-first' }])
  await expect(other.getByRole('link', { name: 'Share to the class chat' })).toBeHidden()

  // The first one is told where it is, and decides on the page of its devices, by the same number.
  await mara.getByRole('link', { name: 'A new device wants in as you' }).click()
  const asks = mara.getByRole('region', { name: 'A new device wants in as you: Chrome' })
  await expect(asks).toContainText(`That device shows the number ${mark}.`)
  await asks.getByRole('button', { name: 'That’s me' }).click()
  await expect(asks).toBeHidden()
  await expect(mara.getByRole('region', { name: 'Here you are in' }).getByRole('listitem')).toHaveCount(2)

  // The second goes on by itself.
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  await expect(other.getByRole('link', { name: /^You can answer here/ })).toBeHidden()
  expect(await whoIsIn(second, house)).toEqual({ name: 'Mara', confirmed: true })
})

test('"Not me" ends the new device at once, and "That’s not me" leaves kindly', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.circleUrl)
  const stranger = await secondDevice(house)
  await stranger.getByRole('link', { name: 'Go on and only answer' }).click()
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  const notice = mara.getByRole('complementary')
  await expect(notice).toContainText('A new device wants in as you: Chrome')
  await notice.getByRole('button', { name: 'Not me' }).click()
  await expect(notice).toContainText('It is signed out.')
  await expect(stranger.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  expect(await whoIsIn(stranger, house)).toBeNull()

  const grandpa = await secondDevice(house, { javaScriptEnabled: false })
  await grandpa.getByRole('button', { name: 'That’s not me' }).click()
  await expect(grandpa.getByRole('heading', { name: 'Thank you for saying so' })).toBeVisible()
  expect(await whoIsIn(grandpa, house)).toBeNull()
  expect(await whoIsIn(mara, house)).toEqual({ name: 'Mara', confirmed: true })
})

test('a link for the other phone: made, read by its camera, opened there, then ended without signing it out', async ({
  house,
}) => {
  const mara = await house.enter('mara')
  await mara.goto(`${house.url}/devices`)
  await mara.getByRole('button', { name: 'Make a link' }).click()
  const link = await mara.getByRole('textbox', { name: 'Your new link' }).inputValue()
  expect(link).toMatch(/\/l\/[\w-]{43}$/)
  expect(await readQr(mara)).toBe(link)

  const tablet = await (await house.visit()).newPage()
  await tablet.goto(link)
  await tablet.getByRole('button', { name: 'Open it' }).click()
  await expect(tablet.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  await says(tablet, 'Saved') // its news are heard from here on
  const here = mara.getByRole('region', { name: 'Here you are in' }).getByRole('listitem')
  await expect(here).toHaveCount(2)
  await mara
    .getByRole('region', { name: 'My links' })
    .getByRole('button', { name: /^End this link: Made by me/ })
    .first()
    .click()
  await expect(here).toHaveCount(2)
  await mara.getByRole('button', { name: /^Sign out there/ }).click()
  await expect(here).toHaveCount(1)
  await expect(tablet.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
})

test('somebody who is signed in is asked before another link takes their place', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.linkOf('host'))
  await expect(mara.getByRole('heading', { name: 'Are you Mara?' })).toBeVisible()
  await expectNoViolations(mara, 'a link, signed in')
  // Her own link once more is no question of who.
  await mara.goto(house.freshLink('mara'))
  await mara.getByRole('button', { name: 'Yes, I’m Mara' }).click()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  expect(await whoIsIn(mara, house)).toEqual({ name: 'Mara', confirmed: true })
  await mara.goto(house.linkOf('host'))
  await mara.getByRole('button', { name: 'No, this phone is somebody else’s now' }).click()
  await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
  expect(await whoIsIn(mara, house)).toEqual({ name: 'Jelena', confirmed: true })
})

test('the class chat: three readers open what Mara shared, and nobody becomes her', async ({ house }) => {
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await mara.getByRole('link', { name: 'Share to the class chat' }).click()
  await mara.getByRole('button', { name: 'Make a text with a link' }).click()
  const box = mara.getByRole('textbox', { name: 'Text to paste' })
  await expect(box).toHaveValue(/Just-for-fun backyard afternoon/)
  await mara.getByText('It has moved').click()
  await expect(box).toHaveValue(/^This one has moved: Just-for-fun backyard afternoon\nIt’s now /)
  const [link = ''] = /http\S+\/c\/[\w-]{43}$/.exec(await box.inputValue()) ?? []
  expect(await box.inputValue()).not.toMatch(/Mara|Tessa|Leo/)
  await mara.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await mara.getByRole('button', { name: 'Copy' }).click()
  await expect(mara.getByText('Copied')).toBeVisible()

  // Who is in already finds the plan, as oneself.
  const coHost = await house.enter('co-host')
  await coHost.goto(link)
  await coHost.getByRole('link', { name: 'Open the plan' }).click()
  await expect(coHost.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
  expect((await whoIsIn(coHost, house))?.name).toBe('Rafael')

  // Who is in nowhere learns the name of the PTA, and the ways in.
  const stranger = await (await house.visit()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByText('Lincoln Elementary PTA')).toBeVisible()
  await expect(
    stranger.getByRole('heading', { name: 'There is a hangout for the whole class' }),
  ).toBeVisible()
  expect(await stranger.content()).not.toMatch(/Mara|Tessa|Leo|Jelena|Just-for-fun|Room 12/)
  await stranger.getByRole('link', { name: 'Sign in' }).click()
  await expect(stranger.getByRole('heading', { name: 'Come in another way' })).toBeVisible()
  expect(await whoIsIn(stranger, house)).toBeNull()

  // Who then comes in by an own link, comes in as oneself, and the chat's link leads on.
  await stranger.goto(house.linkOf('organizer'))
  await stranger.getByRole('button', { name: 'Open it' }).click()
  await stranger.waitForURL((url) => !url.pathname.startsWith('/l/'))
  await stranger.goto(link)
  await stranger.getByRole('link', { name: 'Open the plan' }).click()
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
  expect((await whoIsIn(stranger, house))?.name).toBe('Grace')

  // A host ends the links; whoever taps one then finds nothing, and no more than that.
  const host = await house.enter('host')
  await host.goto(`${house.hangoutUrl}/share`)
  await host.getByRole('button', { name: 'End this hangout’s class-chat links' }).click()
  await host.getByRole('button', { name: 'Yes, end them all' }).click()
  await expect(host.getByText(/No class-chat link works any more/)).toBeVisible()
  await coHost.goto(link)
  await expect(coHost.getByRole('heading', { name: 'There is nothing for you here' })).toBeVisible()
})

test('who is signed out on a plan is shown another way in, which leads back', async ({ house }) => {
  const page = await (await house.visit()).newPage()
  await page.goto(house.hangoutUrl)
  await page.getByRole('link', { name: 'Come in another way' }).click()
  await expect(page.getByText('This house sends no mail.')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('to')).toBe(new URL(house.hangoutUrl).pathname)
})

const withMail = test.extend<{ mailbox: Mailbox }>({
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, here nothing
  mailbox: async ({}, use) => {
    const mailbox = await openMailbox()
    await use(mailbox)
    await mailbox.close()
  },
  settings: async ({ mailbox }, use) => use({ SMTP_URL: mailbox.url, MAIL_FROM: 'hangouts@lincoln.example' }),
})

withMail(
  'six digits from a mail lead in where one wanted to go, and show who is on a new device',
  async ({ house, mailbox }) => {
    const codeOf = async () => {
      for (;;) {
        const [, code] = /\b(\d{3} ?\d{3})\b/.exec((await mailbox.next()).text ?? '') ?? []
        if (code) return code
      }
    }
    const mara = await house.enter('mara')
    await mara.goto(`${house.url}/family/${house.circle}`)
    const you = mara.getByRole('region', { name: 'You', exact: true })
    await you.getByRole('textbox', { name: 'Your mail address' }).fill('mara@example.org')
    await you.getByRole('button', { name: 'Save' }).click()
    // An address counts once a code that went to it came back.
    await mara.getByLabel('Code from the mail').fill(await codeOf())
    await mara.getByRole('button', { name: 'This is my address' }).click()
    await expect(mara.getByLabel('Code from the mail')).toHaveCount(0)

    // A plain form, on a browser without scripts; the answer is the same for an address that nobody has.
    const laptop = await (await house.visit({ javaScriptEnabled: false })).newPage()
    await laptop.goto(`${house.url}/in?to=${new URL(house.hangoutUrl).pathname}`)
    const ask = async (address: string) => {
      await laptop.getByRole('textbox', { name: 'Your mail address' }).fill(address)
      await laptop.getByRole('button', { name: 'Send me a code' }).click()
      await expect(laptop.getByText('If we know that address, six digits are on their way.')).toBeVisible()
    }
    await ask('nobody@example.org')
    await laptop.getByRole('link', { name: 'Send another code' }).click()
    await ask('Mara@example.org')
    const field = laptop.getByRole('textbox', { name: 'Code from the mail' })
    await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
    await expect(field).toHaveAttribute('inputmode', 'numeric')
    const code = await codeOf()
    await field.fill(code.startsWith('0') ? '111111' : '000000')
    await laptop.getByRole('button', { name: 'Come in' }).click()
    await expect(laptop.getByText('That’s not the code. Please look once more.')).toBeVisible()
    await field.fill(code)
    await laptop.getByRole('button', { name: 'Come in' }).click()
    await expect(laptop.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
    expect(await whoIsIn(laptop, house)).toEqual({ name: 'Mara', confirmed: true })

    // On a device that only answers, her address need not be typed, and is not shown.
    const second = await secondDevice(house)
    expect(await second.content()).not.toContain('example.org')
    await second.getByRole('button', { name: 'Send me a code by mail' }).click()
    await second.getByRole('textbox', { name: 'Code from the mail' }).fill(await codeOf())
    await second.getByRole('button', { name: 'Come in' }).click()
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('Grade 5, Room 12')
    expect(await whoIsIn(second, house)).toEqual({ name: 'Mara', confirmed: true })
  },
)

test.describe('with passkeys', () => {
  test.use({ hostName: 'localhost' })

  test('a passkey made on one visit is the way in on the next', async ({ house }) => {
    const mara = await house.enter('mara')
    const key = await mara.context().newCDPSession(mara)
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
    await mara.goto(`${house.url}/devices`)
    await mara.getByRole('button', { name: 'Make a passkey on this device' }).click()
    const passkeys = mara.getByRole('region', { name: 'Passkeys' })
    await expect(passkeys.getByRole('listitem')).toHaveCount(1)
    await expect(passkeys.getByText('Done. Next time')).toBeVisible()

    await signOut(mara)
    expect(await whoIsIn(mara, house)).toBeNull()
    await mara.goto(`${house.url}/in?to=${new URL(house.hangoutUrl).pathname}`)
    await mara.getByRole('button', { name: 'Use a passkey' }).click()
    await expect(mara.getByRole('heading', { level: 1 })).toHaveText('Just-for-fun backyard afternoon')
    expect(await whoIsIn(mara, house)).toEqual({ name: 'Mara', confirmed: true })

    await mara.goto(`${house.url}/devices`)
    await passkeys.getByRole('button', { name: /^Remove the passkey/ }).click()
    await expect(passkeys.getByText('None yet.')).toBeVisible()
    await signOut(mara)
    await mara.goto(`${house.url}/in`)
    await mara.getByRole('button', { name: 'Use a passkey' }).click()
    await expect(mara.getByText('That did not work. Please try another way.')).toBeVisible()
    expect(await whoIsIn(mara, house)).toBeNull()
  })

  test('a passkey is offered from the second visit on, and never again once that was said', async ({
    house,
  }) => {
    const mara = await house.enter('mara')
    const offer = mara.getByRole('region', { name: 'Come in with your face or finger next time?' })
    const visitCircle = async () => {
      await mara.goto(house.circleUrl)
      await says(mara, 'Saved')
    }
    await visitCircle()
    await expect(offer).toBeHidden()
    await house.kill()
    await house.write("update sessions set opened_at = opened_at - 7200000 where device != '' returning id")
    await house.start()
    await visitCircle()
    await expect(offer).toBeVisible()
    await expectNoViolations(mara, 'the offer')
    await offer.getByRole('button', { name: 'Not now' }).click()
    await expect(offer).toBeHidden()
    await visitCircle()
    await offer.getByRole('button', { name: 'Don’t ask again' }).click()
    await visitCircle()
    // What comes at idle has had its time once the next thing has come.
    await mara.waitForLoadState('networkidle')
    await expect(offer).toBeHidden()
  })
})

test('axe finds nothing on the ways in, and nothing sticks out', async ({ house }) => {
  test.setTimeout(120_000)
  const stranger = await (await house.visit()).newPage()
  for (const path of ['/in', '/in?sent=1&problem=invalid', `/c/${'x'.repeat(43)}`, '/are-you?left=1']) {
    await stranger.goto(house.url + path)
    await expect(stranger.getByRole('heading', { level: 1 })).toBeVisible()
    await expectClean(stranger, path)
  }
  const mara = await house.enter('mara')
  const second = await secondDevice(house)
  await expectClean(second, 'are you')
  await second.goto(house.hangoutUrl)
  await expect(second.getByRole('link', { name: /^You can answer here/ })).toBeVisible()
  await expectClean(second, 'the plan of a device that only answers')

  await mara.goto(house.circleUrl)
  await expect(mara.getByRole('complementary')).toBeVisible()
  await expectClean(mara, 'a new device wants in')
  await mara.goto(`${house.url}/devices`)
  await expect(mara.getByRole('heading', { name: /^A new device wants in/ })).toBeVisible()
  await mara.getByRole('button', { name: 'Make a link' }).click()
  await expect(mara.getByRole('img', { name: /^QR code/ })).toBeVisible()
  await expectClean(mara, 'devices')
  await mara.goto(house.linkOf('host'))
  await expectClean(mara, 'a link, signed in')
  await mara.goto(`${house.url}/c/${'x'.repeat(43)}`)
  await expectClean(mara, 'a class-chat link that is nothing')
  await mara.goto(`${house.hangoutUrl}/share`)
  await mara.getByRole('button', { name: 'Make a text with a link' }).click()
  await expect(mara.getByRole('textbox', { name: 'Text to paste' })).toBeVisible()
  await expectClean(mara, 'sharing')
})

/** What a camera reads from the code on the screen: its pixels, read by a library that did not draw it. */
async function readQr(page: Page): Promise<string> {
  const { default: decode } = await import('qr/decode.js')
  const { width, height, data } = await page.getByRole('img', { name: /^QR code/ }).evaluate(async (svg) => {
    const SIDE = 400
    const { fill, backgroundColor } = getComputedStyle(svg)
    const copy = svg.cloneNode(true) as SVGElement
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    copy.setAttribute('width', String(SIDE))
    copy.setAttribute('height', String(SIDE))
    copy.setAttribute('fill', fill)
    const image = new Image()
    image.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = SIDE
    canvas.height = SIDE
    const draw = canvas.getContext('2d') as CanvasRenderingContext2D
    draw.fillStyle = backgroundColor
    draw.fillRect(0, 0, SIDE, SIDE)
    draw.drawImage(image, 0, 0)
    return { width: SIDE, height: SIDE, data: [...draw.getImageData(0, 0, SIDE, SIDE).data] }
  })
  return decode({ width, height, data: Uint8Array.from(data) })
}
