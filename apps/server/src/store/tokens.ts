/** Tokens of sessions and personal links: 256 random bits, in URLs and cookies as 43 characters, at rest hashed. */
import { createHash, randomBytes } from 'node:crypto'

const BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export const newToken = () => randomBytes(BYTES).toString('base64url')

export const hashToken = (token: string): Uint8Array => createHash('sha256').update(token).digest()

export const isToken = (text: string) => TOKEN.test(text)

/** Ids of sessions and links stand in logs only; they give no access. */
export const newSessionId = () => `ses_${randomBytes(12).toString('base64url')}`
export const newLinkId = () => `lin_${randomBytes(12).toString('base64url')}`
export const newMailId = () => `mai_${randomBytes(12).toString('base64url')}`
