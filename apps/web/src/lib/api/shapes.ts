/** What the API answers, as its routes infer it; under the names that the pages use. */
import type { CirclePage, HangoutPage, HistoryPage, WeekPage } from '@sidegate/server/client'

export type {
  ClassLink,
  DevicesPage as Devices,
  FamilyPage as FamilyFacts,
  HangoutList,
  HistoryPage,
  House,
  RestorePreview,
  SessionPage as Session,
  VisitPage as Visit,
} from '@sidegate/server/client'

/** What a hangout's page shows to one guardian. `answers`: hosts alone (house rule 4). */
export type HangoutFacts = HangoutPage
export type Card = HangoutFacts['card']
/** One of the reader's own kids, and what was answered for it. */
export type OwnAnswer = HangoutFacts['mine'][number]

/** What a circle's page shows to one guardian. `ideas` and `order`: most liked first, without numbers (house rule 6). */
export type CircleFacts = CirclePage
/**
 * A circle's facts as its page has them: with the installation, whose id names what this phone keeps, whether the
 * console is there for the reader, and whether a passkey is to be offered.
 */
export type LoadedCircle = CircleFacts & { installation: string; watches: boolean; passkeyOffer: boolean }

/** The week over all circles of one phone, each circle's apart. */
export type WeekFacts = WeekPage
export type WeekCard = WeekFacts['circles'][number]['hangouts'][number]

/** One line of a plan's history, as one viewer reads it. */
export type HistoryChange = HistoryPage['changes'][number]
export type RestorePoint = NonNullable<HistoryPage['points']>[number]
