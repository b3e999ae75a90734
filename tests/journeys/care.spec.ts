// A damaged plan stays alone: its people read on, the operator is told at once and by id alone, and it passes.
import { expectNoViolations } from './acts.ts'
import { expect, test } from './house.ts'

const DESKTOP = { viewport: { width: 1280, height: 800 } }

test('P21: a plan that can only be read shows in the console, live, and is gone once it is whole again', async ({
  house,
}) => {
  const operator = await house.enter('operator', DESKTOP)
  await operator.goto(`${house.url}/admin/`)
  await expect(operator.getByRole('row', { name: /Room 12/ })).toBeVisible()
  const told = operator.getByRole('heading', { name: '1 plan can only be read' })
  await expect(told).toHaveCount(0)

  // Bytes that Yjs can't read, as a first version of ours would have kept them.
  await house.write(
    "insert into document_updates (kind, id, epoch, bytes, written_at) values ('plan', ?, 1, x'010203', 0) returning kind",
    house.hangout,
  )
  const mara = await house.enter('mara')
  await mara.goto(house.hangoutUrl)
  await expect(mara.getByText('Brownies').first()).toBeVisible()
  await expect(told).toBeVisible()
  await expect(operator.getByText(house.hangout)).toBeVisible()
  await expectNoViolations(operator, 'for the operator')

  const organizer = await house.enter('organizer', DESKTOP)
  await organizer.goto(`${house.url}/admin/circles/${house.circle}`)
  await expect(organizer.getByText('Can only be read')).toBeVisible()
  await expectNoViolations(organizer, 'for the organizer')
  await organizer.goto(`${house.url}/admin/`)
  await expect(organizer.getByRole('row', { name: /Room 12/ })).toBeVisible()
  await expect(organizer.getByRole('heading', { name: 'To see to' })).toHaveCount(0)

  await house.kill()
  await house.write("delete from document_updates where bytes = x'010203' returning kind")
  await house.start()
  await mara.reload()
  await expect(mara.getByText('Brownies').first()).toBeVisible()
  await expect(told).toHaveCount(0)
})
