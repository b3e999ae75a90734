/** The pages beside a plan, one route for all of them: each is open to few, and the plan carries only links to them. */
import { isOn } from '@sidegate/core/hangouts/hangout-end'
import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutFacts, HangoutList } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import type { Language } from '#lib/words/language.ts'
import type { MakingWords } from '#lib/words/making/en.ts'
import { makingWords } from '#lib/words/making/words.ts'
import type { ShareWords } from '#lib/words/share/en.ts'
import { shareWords } from '#lib/words/share/words.ts'
import { resolve } from '$app/paths'

/** `send` and `hosts` are one page, before and after it goes out. */
const STEPS = ['send', 'hosts', 'cancel', 'address', 'helps', 'share'] as const
type Step = (typeof STEPS)[number]

export interface StepFacts {
  step: Exclude<Step, 'send'>
  facts: HangoutFacts
  /** Hosts' alone. */
  list: HangoutList | null
  own: MakingWords
  /** Of the page to share it, on that page alone. */
  share: ShareWords | null
  /** Of two commands at most that a page has. */
  keys: [string, string]
}

/** What somebody may not do has no page (house rule 3). */
export async function loadStep(
  fetch: typeof globalThis.fetch,
  { hangoutId, step }: { hangoutId: string; step: string },
  language: Language,
): Promise<StepFacts> {
  if (!isStep(step)) refuse({ ok: false, reason: 'not-found' })
  const isOfHosts = step === 'send' || step === 'hosts'
  const [hangout, list, own, share] = await Promise.all([
    ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`),
    isOfHosts ? ask<HangoutList>(fetch, `/api/hangouts/${hangoutId}/list`) : null,
    makingWords(language),
    step === 'share' ? shareWords(language) : null,
  ])
  if (!hangout.ok) refuse(hangout)
  if (list && !list.ok) refuse(list)
  const facts = hangout.value
  const { state } = facts.card
  if (step === 'cancel' && (facts.part === 'guest' || state === 'draft' || state === 'over'))
    refuse({ ok: false, reason: 'not-found' })
  if ((step === 'helps' || step === 'share') && !facts.me.confirmed)
    redirect(303, `${resolve('/are-you')}?to=/hangout/${facts.id}/${step}`)
  if (step === 'share' && !(facts.card.wholeCircle && isOn(state))) refuse({ ok: false, reason: 'not-found' })
  const page = step === 'send' ? 'hosts' : step
  return { step: page, facts, list: list?.value ?? null, own, share, keys: [newKey(), newKey()] }
}

const isStep = (text: string): text is Step => STEPS.some((step) => step === text)
