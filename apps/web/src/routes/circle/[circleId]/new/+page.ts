import { localTimeAt } from '@sidegate/core/dates'
import { nextWeekday, templateShape, templateWords } from '@sidegate/core/hangouts/templates'
import { STARTS, type Start } from '@sidegate/core/hangouts/templates/starts'
import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { CircleFacts } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import type { First } from '#lib/making/make-form.svelte'
import type { Language } from '#lib/words/language.ts'
import { makingWords } from '#lib/words/making/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** What to start from, then (`?from=`) the form with what the template knows. */
export const load: PageLoad = async ({ fetch, params: { circleId }, parent, url }) => {
  const { language } = await parent()
  const [circle, own] = await Promise.all([
    ask<CircleFacts>(fetch, `/api/circles/${circleId}`),
    makingWords(language),
  ])
  if (!circle.ok) refuse(circle)
  const { id, name, zone, me } = circle.value
  if (!me.confirmed) redirect(303, `${resolve('/are-you')}?to=/circle/${id}/new`)
  const now = localTimeAt(Date.now(), zone)
  const from = url.searchParams.get('from')
  return {
    circle: { id, name, zone },
    own,
    now,
    key: newKey(),
    offers: STARTS.map((start) => ({ start, ...titleOf(start, language, own.make) })),
    first: isStart(from) ? firstOf(from, language, now) : null,
  }
}

function titleOf(start: Start, language: Language, own: { blank: string; blankWhat: string }) {
  const words = templateWords(start, language)
  return { title: words?.title ?? own.blank, what: words?.what ?? own.blankWhat }
}

function firstOf(start: Start, language: Language, now: string): First {
  const { weekday, starts, ends, costBand } = templateShape(start)
  const words = templateWords(start, language)
  const day = nextWeekday(now.slice(0, 10), weekday)
  return {
    start,
    title: words?.title ?? '',
    startsAt: `${day}T${starts}`,
    endsAt: `${day}T${ends}`,
    costBand,
    rainPlan: words?.rainPlan ?? '',
    isOutdoors: words === null || words.rainPlan !== '',
  }
}

const isStart = (text: string | null): text is Start => STARTS.some((start) => start === text)
