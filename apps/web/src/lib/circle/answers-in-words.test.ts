import { describe, expect, test } from 'vitest'
import type { OwnAnswer } from '#lib/api/shapes.ts'
import { en as circleEn } from '../words/circle/en.ts'
import { en } from '../words/en.ts'
import { answersInWords } from './answers-in-words.ts'

const kid = (name: string, answer: OwnAnswer['answer']): OwnAnswer => ({ kidId: `kid_${name}`, name, answer })
const texts = (...mine: OwnAnswer[]) => answersInWords(mine, en, circleEn).map(({ text }) => text)

describe('answersInWords', () => {
  test('one word when all said the same', () => {
    expect(texts(kid('Tessa', 'going'), kid('Leo', 'going'))).toEqual(['Going'])
  })
  test('one question when nobody was answered for', () => {
    expect(texts(kid('Tessa', null), kid('Leo', null))).toEqual(['Your answer?'])
  })
  test('a word for each when they differ', () => {
    expect(texts(kid('Tessa', 'going'), kid('Leo', null))).toEqual(['Tessa going', 'Leo?'])
  })
  test('nothing without kids', () => expect(texts()).toEqual([]))
})
