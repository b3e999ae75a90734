/**
 * What a viewer may know of the answers (house rule 4): everyone on the list sees who is going and never who
 * isn't; hosts see every answer and who has not answered yet.
 */
import { answerOfKid } from '@sidegate/core/hangouts/answers'
import { HELPS, type Help } from '@sidegate/core/hangouts/helps'
import type { ListedKid } from '../store/answers.ts'
import type { Named } from '../store/circles.ts'

export interface Coming {
  coming: Named[]
  /** Going, and their family chose to be counted instead of named. */
  comingMore: number
}

export interface HostAnswers {
  maybe: Named[]
  notThisTime: Named[]
  unanswered: Named[]
  /** Two homes said different things (house rule 12). */
  pleaseAsk: Named[]
  /** What homes of kids who are going asked of the hosts alone. */
  helps: (Named & { helps: Help[] })[]
  /** Who didn't answer by themselves: an organizer was told in person. */
  told: (Named & { by: string })[]
}

/** What one home and the hosts know of its kid, and nobody else. */
export interface HomeOnly {
  kidId: string
  helps: Help[]
  /** The organizer whom this home told in person; null: it answered itself, or not yet. */
  toldBy: string | null
}

export function comingFor(
  viewer: { isHost: boolean; kidIds: ReadonlySet<string> },
  listed: ListedKid[],
): Coming {
  const going = listed.filter((kid) => answerOfKid(kid.answers) === 'going')
  const isNamed = (kid: ListedKid) =>
    viewer.isHost || viewer.kidIds.has(kid.id) || !kid.answers.some((home) => home.countedOnly)
  const coming = going.filter(isNamed)
  return { coming: coming.map(named), comingMore: going.length - coming.length }
}

/** `names`: of the organizers who were told, by guardian id. */
export function answersForHosts(listed: ListedKid[], names: ReadonlyMap<string, string>): HostAnswers {
  const kidsByAnswer = Map.groupBy(listed, (kid) => answerOfKid(kid.answers))
  const of = (answer: ReturnType<typeof answerOfKid>) => (kidsByAnswer.get(answer) ?? []).map(named)
  return {
    maybe: of('maybe'),
    notThisTime: of('not-this-time'),
    unanswered: of(null),
    pleaseAsk: of('please-ask'),
    helps: (kidsByAnswer.get('going') ?? []).flatMap((kid) => {
      const asked = HELPS.filter((help) => kid.answers.some((home) => home.helps.includes(help)))
      return asked.length > 0 ? [{ ...named(kid), helps: asked }] : []
    }),
    told: listed.flatMap((kid) => {
      const told = kid.answers.find((home) => home.toldBy !== null)
      return told ? [{ ...named(kid), by: names.get(told.toldBy ?? '') ?? '' }] : []
    }),
  }
}

/** Of these own kids, in their order; helps show with a yes. */
export function homeOnlyFor(
  { familyId, kidIds }: { familyId: string; kidIds: readonly string[] },
  listed: ListedKid[],
  names: ReadonlyMap<string, string>,
): HomeOnly[] {
  return kidIds.map((kidId) => {
    const home = listed.find(({ id }) => id === kidId)?.answers.find((one) => one.familyId === familyId)
    const toldBy = home?.toldBy ? (names.get(home.toldBy) ?? '') : null
    return { kidId, helps: home?.answer === 'going' ? home.helps : [], toldBy }
  })
}

/** Whether a kid of this home is going, by this home's own word: then it may know where to. */
export const saidYes = (familyId: string, listed: ListedKid[]): boolean =>
  listed.some((kid) => kid.answers.some((home) => home.familyId === familyId && home.answer === 'going'))

const named = ({ id, name }: Named): Named => ({ id, name })
