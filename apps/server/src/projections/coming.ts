/**
 * What a viewer may know of the answers (house rule 4): everyone on the list sees who is going and never who
 * isn't; hosts see every answer and who has not answered yet.
 */
import { answerOfKid } from '@sidegate/core/hangouts/answers'
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

export function answersForHosts(listed: ListedKid[]): HostAnswers {
  const kidsByAnswer = Map.groupBy(listed, (kid) => answerOfKid(kid.answers))
  const of = (answer: ReturnType<typeof answerOfKid>) => (kidsByAnswer.get(answer) ?? []).map(named)
  return {
    maybe: of('maybe'),
    notThisTime: of('not-this-time'),
    unanswered: of(null),
    pleaseAsk: of('please-ask'),
  }
}

const named = ({ id, name }: Named): Named => ({ id, name })
