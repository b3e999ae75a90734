import {
  endKidLink,
  type Family,
  type Guardian,
  type Kid,
  linkKid,
  removeFamily,
  removeGuardian,
} from '#lib/api/people.ts'
import type { PeopleWords } from '#lib/words/people-en.ts'
import type { Question } from './steps.ts'

/** What ends something for somebody, as a question. */
export function confirmSteps(circleId: string, words: PeopleWords) {
  return {
    endLink: (guardian: Kid['guardians'][number], kid: Kid): Question => ({
      title: words.endLinkTitle(guardian.name, kid.name),
      what: words.endLinkWhat(guardian.name, kid.name),
      doLabel: words.endLinkDo,
      notice: words.linkEnded,
      run: () => endKidLink(circleId, kid.id, guardian.id),
    }),
    linkKid: (guardian: Guardian, kid: Kid): Question => ({
      title: words.linkKidTitle(guardian.name, kid.name),
      what: words.linkKidWhat(guardian.name, kid.name),
      doLabel: words.linkKidDo,
      notice: words.kidLinked,
      run: () => linkKid(circleId, kid.id, guardian.id),
    }),
    removeGuardian: (guardian: Guardian): Question => ({
      title: words.removeTitle(guardian.name),
      what: words.removeGuardianWhat(guardian.name),
      doLabel: words.removeDo,
      notice: words.removed(guardian.name),
      run: () => removeGuardian(circleId, guardian.id),
    }),
    removeFamily: (family: Family): Question => ({
      title: words.removeTitle(family.name),
      what: words.removeFamilyWhat(family.name),
      doLabel: words.removeDo,
      notice: words.removed(family.name),
      run: () => removeFamily(circleId, family.id),
    }),
  }
}
