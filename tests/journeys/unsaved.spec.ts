// What could not be saved: refused, of an earlier epoch, or waiting for a server that takes nothing. The words stay
// with who wrote them, the screen says what is true, and nothing goes twice.
import type { Page, WebSocketRoute } from '@playwright/test'
import { drawerOf, lightOf, openText, says, takePart } from './acts.ts'
import { expect, type House, test } from './house.ts'

async function openPlan(house: House, page: Page) {
  await page.goto(house.hangoutUrl)
  await says(page, 'Saved')
}

test('a refused edit stays with its author, part by part, over reloads and in both tabs, until it is sent again', async ({
  house,
}) => {
  test.setTimeout(120_000)
  const coHost = await house.enter('co-host')
  const host = await house.enter('host')
  for (const page of [coHost, host]) await openPlan(house, page)
  const sibling = await coHost.context().newPage()
  await openPlan(house, sibling)

  await coHost.context().setOffline(true)
  const about = await openText(coHost, 'About')
  await about.press('Control+End')
  await about.pressSequentially(' Bring a lantern.')
  await coHost.getByRole('button', { name: 'Change Brownies' }).click()
  await coHost.getByRole('textbox', { name: 'Note' }).fill('Cut small')
  await says(coHost, 'On this phone, will send')
  const giveBack = await takePart(house)
  await coHost.context().setOffline(false)

  for (const page of [coHost, sibling]) {
    const drawer = drawerOf(page)
    await expect(drawer.getByRole('listitem')).toHaveCount(2, { timeout: 20_000 })
    await expect(drawer).toContainText('Bring a lantern.')
    await expect(drawer.getByRole('listitem').filter({ hasText: 'Note, Brownies' })).toContainText(
      'Cut small',
    )
    await expect(drawer).toContainText('This is not yours to change any more.')
    await expect(drawer.getByRole('button', { name: /^Send again/ })).toHaveCount(0)
    await expect(page.locator('#about')).not.toContainText('Bring a lantern.')
  }
  await coHost.reload()
  await expect(drawerOf(coHost).getByRole('listitem')).toHaveCount(2)

  await giveBack()
  const drawer = drawerOf(coHost)
  // The second tap of a double tap is not for the part that has moved up under the finger.
  await drawer.getByRole('button', { name: 'Send again: About' }).dblclick({ timeout: 20_000 })
  await expect(host.getByText(/Bring a lantern\./)).toBeVisible()
  await says(coHost, 'Saved')
  for (const page of [coHost, sibling]) await expect(drawerOf(page).getByRole('listitem')).toHaveCount(1)
  await expect(drawer.getByRole('button', { name: 'Send again: Note, Brownies' })).toBeFocused()

  await drawer.getByRole('button', { name: 'Leave it: Note, Brownies' }).click()
  for (const page of [coHost, sibling]) await expect(drawerOf(page)).toHaveCount(0)
  await coHost.getByRole('button', { name: 'Undo' }).click()
  await drawer.getByRole('button', { name: 'Send again: Note, Brownies' }).click()
  await expect(host.getByText('Cut small')).toBeVisible()
  for (const page of [coHost, sibling]) await expect(drawerOf(page)).toHaveCount(0)
  await coHost.reload()
  await says(coHost, 'Saved')
  await expect(drawerOf(coHost)).toHaveCount(0)
})

/** Stands between a page and the house; `down` and `up` see each frame, and drop it by `false`. */
async function between(
  page: Page,
  {
    up,
    down,
  }: { up?: (frame: Buffer, socket: WebSocketRoute) => boolean; down?: (frame: Buffer) => boolean },
) {
  let sockets = 0
  await page.routeWebSocket(/\/sync\//, (socket) => {
    sockets++
    const server = socket.connectToServer()
    socket.onMessage((frame) => {
      if (up?.(Buffer.from(frame), socket) ?? true) server.send(frame)
    })
    server.onMessage((frame) => {
      if (down?.(Buffer.from(frame)) ?? true) socket.send(frame)
    })
  })
  return { sockets: () => sockets }
}

const isUpdate = (frame: Buffer) => frame[0] === 0 && frame[1] === 2
/** A SyncStep2 that has something in it, or an update. */
const isEdit = (frame: Buffer) => isUpdate(frame) || (frame[0] === 0 && frame[1] === 1 && frame.length > 5)
const isSaved = (frame: Buffer) => frame[0] === 4

test('R3: what nobody acknowledges for a minute is offered to copy', async ({ house }) => {
  test.setTimeout(150_000)
  const mara = await house.enter('mara')
  await mara.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  let isMute = false
  const { sockets } = await between(mara, { down: (frame) => !(isMute && isSaved(frame)) })
  await openPlan(house, mara)
  isMute = true
  const lines = sockets()
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' Can you hear me?')
  // A minute of real time: a clock that runs ahead of the network would show what no phone shows.
  await expect(mara.getByText('Taking longer than usual')).toBeVisible({ timeout: 25_000 })
  const copy = mara.getByRole('button', { name: 'Copy what waits' })
  await expect(copy).toHaveCount(0)
  await expect(copy).toBeVisible({ timeout: 80_000 })
  // The page asked all the while whether anybody is there, and was answered: it gave up no line.
  expect(sockets()).toBe(lines)
  await copy.click()
  await expect(mara.getByText('Copied', { exact: true })).toBeVisible()
  expect(await mara.evaluate(() => navigator.clipboard.readText())).toBe(' Can you hear me?')
  await expect(notes).toHaveValue(/Can you hear me\?$/)
})

test('a plan that can only be read says so, keeps what is written, and takes it when it can', async ({
  house,
}) => {
  test.setTimeout(90_000)
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  await openPlan(house, host)
  let isClosed = true
  let refused = 0
  const reason = Buffer.from('read-only')
  const { sockets } = await between(mara, {
    up(frame, socket) {
      if (!isClosed || !isEdit(frame)) return true
      refused++
      socket.send(Buffer.from([5, reason.length, ...reason, 1]))
      return false
    },
  })
  await openPlan(house, mara)
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' Kept for later.', { delay: 20 })
  await expect(mara.getByText(/can be read but not changed just now/)).toBeVisible()
  await says(mara, 'On this phone, will send')
  await expect(notes).toHaveValue(/Kept for later\.$/)
  // Others are still heard, nothing is thrown away, and the server isn't asked at each letter.
  await (await openText(host, 'About')).fill('New words of the host.')
  await expect(mara.getByText('New words of the host.')).toBeVisible()
  await expect(drawerOf(mara)).toHaveCount(0)
  expect([refused, sockets()]).toEqual([1, 1])
  isClosed = false
  await says(mara, 'Saved').catch(() => undefined)
  await expect(mara.getByText(/can be read but not changed just now/)).toBeHidden({ timeout: 40_000 })
  await says(mara, 'Saved')
  await expect(host.getByText(/Kept for later\./)).toBeVisible()
})

test('P17: a server that can save nothing is asked seldom, and the words stay', async ({ house }) => {
  test.setTimeout(90_000)
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  let isFull = true
  const { sockets } = await between(mara, {
    up(frame, socket) {
      if (isFull && isEdit(frame)) void socket.close({ code: 1013, reason: 'not saving' })
      return !isFull || !isEdit(frame)
    },
  })
  await openPlan(house, mara)
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' The disk is full.', { delay: 20 })
  await expect(mara.getByText(/can be read but not changed just now/)).toBeVisible()
  await expect.poll(sockets, { timeout: 15_000 }).toBe(2)
  await expect(notes).toHaveValue(/The disk is full\.$/)
  isFull = false
  await says(mara, 'Saved').catch(() => undefined)
  await expect(mara.getByText(/can be read but not changed just now/)).toBeHidden({ timeout: 20_000 })
  expect(sockets()).toBeLessThanOrEqual(4)
  await host.goto(house.hangoutUrl)
  await expect(host.getByText(/The disk is full\./)).toBeVisible()
})

test('P19: a page that is too old for the server asks to reload, and loses nothing', async ({ house }) => {
  const mara = await house.enter('mara')
  let isOld = false
  await between(mara, {
    up(frame, socket) {
      if (isOld && isEdit(frame)) void socket.close({ code: 4409, reason: 'reload' })
      return !(isOld && isEdit(frame))
    },
  })
  await openPlan(house, mara)
  isOld = true
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' Before the upgrade.')
  await expect(mara.getByText('There’s a new version. Your words are kept.')).toBeVisible()
  await says(mara, 'On this phone, will send')
  isOld = false
  await mara.getByRole('button', { name: 'Reload' }).click()
  await says(mara, 'Saved')
  await expect(mara.getByText(/Before the upgrade\./)).toBeVisible()
  await expect(drawerOf(mara)).toHaveCount(0)
})

/** As after an upgrade with a breaking change: the house founds the plan anew, in the next epoch. */
async function foundAnew(house: House) {
  await house.kill()
  await house.write("update documents set version = 0 where kind = 'plan' returning *")
  await house.start()
}

const planDatabases = (page: Page) =>
  page.evaluate(async () =>
    (await indexedDB.databases()).flatMap(({ name }) =>
      name?.includes(':plan/') ? [name.split('/').at(-1)] : [],
    ),
  )

test('R9: a plan founded anew while a phone is without signal opens by itself; its unsent words are offered, nothing doubles', async ({
  house,
}) => {
  test.setTimeout(120_000)
  const mara = await house.enter('mara')
  const host = await house.enter('host')
  for (const page of [mara, host]) await openPlan(house, page)
  const sibling = await mara.context().newPage()
  await openPlan(house, sibling)
  await mara.context().setOffline(true)
  const notes = await openText(mara, 'Notes')
  await notes.press('Control+End')
  await notes.pressSequentially(' Written in the yard.')
  await (await openText(sibling, 'Notes')).press('Control+Home')
  await sibling.keyboard.type('From the other tab. ')
  for (const page of [mara, sibling]) await says(page, 'On this phone, will send')
  await foundAnew(house)
  await openPlan(house, host)
  await (await openText(host, 'Notes')).press('Control+End')
  await host.keyboard.type(' In the new epoch.')
  await mara.context().setOffline(false)

  for (const page of [mara, sibling]) {
    const drawer = drawerOf(page)
    await expect(drawer.getByRole('listitem')).toHaveCount(2, { timeout: 20_000 })
    await expect(drawer).toContainText('Written in the yard.')
    await expect(drawer).toContainText('From the other tab.')
    await expect(drawer).toContainText('The plan was renewed before this could be sent.')
    await expect(page.getByRole('textbox', { name: 'Notes' })).toHaveValue(/In the new epoch\.$/)
    await expect(page.getByRole('textbox', { name: 'Notes' })).not.toHaveValue(/yard|other tab/)
    await says(page, 'Saved')
  }
  await expect.poll(() => planDatabases(mara)).toEqual(['2'])
  const yard = drawerOf(mara).getByRole('listitem').filter({ hasText: 'yard' })
  await yard.getByRole('button', { name: 'Send again: Notes' }).click()
  const hosts = host.getByRole('textbox', { name: 'Notes' })
  await expect(hosts).toHaveValue(/Written in the yard\./)
  expect((await hosts.inputValue()).match(/yard/g)).toHaveLength(1)
  for (const page of [mara, sibling]) await expect(drawerOf(page).getByRole('listitem')).toHaveCount(1)
})

test('R9: words that a closed phone never sent are found when it opens the plan that was founded anew', async ({
  house,
}) => {
  test.setTimeout(90_000)
  const mara = await house.enter('mara')
  await openPlan(house, mara)
  const lit = await lightOf(mara)
  await house.kill()
  await mara.getByRole('button', { name: 'Add something to bring' }).click()
  await mara.getByRole('textbox', { name: 'What', exact: true }).fill('Lemonade')
  await mara.getByRole('button', { name: 'Add', exact: true }).click()
  await says(mara, 'On this phone, will send')
  expect(await lightOf(mara), 'the light beside it').not.toBe(lit)
  await mara.goto('about:blank')
  await house.start()
  await foundAnew(house)
  await mara.goto(house.hangoutUrl)
  const drawer = drawerOf(mara)
  await expect(drawer.getByRole('listitem')).toContainText('New in Bring')
  await expect.poll(() => planDatabases(mara)).toEqual(['2'])
  await drawer.getByRole('button', { name: 'Add it again: New in Bring' }).click()
  await expect(mara.getByRole('button', { name: 'Change Lemonade' })).toBeVisible()
  await says(mara, 'Saved')
  await mara.reload()
  await says(mara, 'Saved')
  await expect(drawer).toHaveCount(0)
  await expect(mara.getByText('Lemonade', { exact: true })).toHaveCount(1)
})

test('a claim that a host clears is told as cleared, not as given back', async ({ house }) => {
  const host = await house.enter('host')
  const mara = await house.enter('mara')
  for (const page of [host, mara]) await openPlan(house, page)
  await host.getByRole('button', { name: 'Change Fruit kebabs' }).click()
  await host.getByRole('button', { name: /^Clear Tessa/ }).click()
  await host.getByRole('button', { name: /^Yes, clear Tessa/ }).click()
  await expect(mara.getByText('Jelena made Fruit kebabs free again')).toBeAttached()
})
