import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, isLetIn, mayNot, refusalFor } from './testing/access/ask-everybody.ts'
import { openStage, type Stage } from './testing/access/cast.ts'
import { ROUTES } from './testing/access/routes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('P9: every address of the API says who may ask, and none that is gone', () => {
  expect(stage.house.routes.toSorted()).toEqual(Object.keys(ROUTES).toSorted())
})

describe('P9: who may not gets the answer of what is not there', () => {
  test.each(Object.entries(ROUTES))('%s', async (route, row) => {
    await stage.enterAll()
    if (route.includes('/waiting')) await stage.somebodyWaits()
    const refused: [string, string][] = []
    for (const who of mayNot(row)) refused.push([who, (await askAs(stage, route, row, who)).got])
    expect(refused).toEqual(mayNot(row).map((who) => [who, refusalFor(row, who)]))
    const letIn: [string, string][] = []
    for (const who of row.may) {
      letIn.push([who, (await askAs(stage, route, row, who)).got])
    }
    expect(letIn.filter(([, got]) => !isLetIn(got))).toEqual([])
  })
})

describe('house rule 3: what is forbidden and what does not exist answer alike, to the last byte', () => {
  const named = Object.entries(ROUTES).filter(([route]) => route.includes('/:'))
  test.each(named)('%s', async (route, row) => {
    await stage.enterAll()
    for (const who of mayNot(row).filter((one) => one !== 'organizer of yesterday')) {
      const forbidden = await askAs(stage, route, row, who)
      const unknown = await askAs(stage, route, row, who, { unknown: true })
      // Whose device it is hasn't been shown: told so about what they may read, and that is all that differs.
      if (forbidden.got === '403 confirm-first') continue
      expect([who, unknown]).toEqual([who, forbidden])
    }
  })
})
