import { type DocumentAddress, parseAddress } from '@sidegate/core/documents/address'

/** A document's address as the API writes it. */
export function addressOf(text: string): DocumentAddress {
  const address = parseAddress(text)
  if (!address) throw new Error(`not an address: ${text}`)
  return address
}
