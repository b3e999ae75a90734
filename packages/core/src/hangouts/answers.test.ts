import * as v from 'valibot'
import { expect, test } from 'vitest'
import { kidId } from '../testing/replicas.ts'
import { ANSWERS, answerOfKid, answersSchema } from './answers.ts'

test.each(ANSWERS)('one home says %s', (answer) => {
  expect(answerOfKid([{ answer }])).toBe(answer)
  expect(answerOfKid([{ answer }, { answer }])).toBe(answer)
})

test('nobody has answered: that is never a no (house rule 4)', () => {
  expect(answerOfKid([])).toBeNull()
})

test('two homes said different things: please ask (house rule 12)', () => {
  expect(answerOfKid([{ answer: 'going' }, { answer: 'not-this-time' }])).toBe('please-ask')
})

test.each([
  [{ answers: { [kidId(1)]: 'going', [kidId(2)]: 'maybe' } }, true],
  [{ answers: {} }, false],
  [{ answers: { [kidId(1)]: 'no' } }, false],
  [{ answers: { luka: 'going' } }, false],
  [{ answers: { constructor: 'going' } }, false],
  [{}, false],
])('the command %j: %s', (command, is) => {
  expect(v.is(answersSchema, command)).toBe(is)
})
