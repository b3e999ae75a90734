/** Where to go after coming in, as a page asked for it: a plain path of ours, or null. */
const PLAIN = /^(?:\/[A-Za-z0-9_-]+)+$/
const MAX_PATH = 200

/** No host, no query, no `//`, no dot: nothing that leads elsewhere (an open redirect), whoever wrote the address. */
export const plainPath = (text: string | null | undefined): string | null =>
  text && text.length <= MAX_PATH && PLAIN.test(text) && !text.startsWith('/api/') ? text : null
