import type { Component } from 'svelte'
import type { Language } from '#lib/words/language.ts'
import type { WaysInWords } from '#lib/words/ways-in/en.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import { hasPasskeys } from './passkeys.ts'

/** The card of the offer, and its words. */
export interface PasskeyOffer {
  Part: Component<{ words: WaysInWords['passkey'] }>
  words: WaysInWords['passkey']
}

const REFUSED = 'sidegate.no-passkey-offer'

/** null: this browser can't do passkeys, or its owner said "don't ask again". */
export async function passkeyOffer(language: Language): Promise<PasskeyOffer | null> {
  if (!hasPasskeys() || isRefused()) return null
  const [part, { passkey }] = await Promise.all([import('./passkey-offer.svelte'), waysInWords(language)])
  return { Part: part.default, words: passkey }
}

/** Also where a browser keeps nothing, which would ask for ever. */
function isRefused(): boolean {
  try {
    return localStorage.getItem(REFUSED) !== null
  } catch {
    return true
  }
}

export function refuseOffers(): void {
  localStorage.setItem(REFUSED, '1')
}
