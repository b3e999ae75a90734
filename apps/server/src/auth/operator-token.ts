/** The token of programs that watch over the installation: a file of the data folder, made at the first start. */
import { timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hashToken, newToken } from '../store/tokens.ts'

export type IsOperatorToken = (authorization: string | undefined) => boolean

/** Read once; a new one counts from the next start on. Made when missing, readable for this user alone. */
export function operatorToken(file: string): IsOperatorToken {
  if (!existsSync(file)) writeFileSync(file, `${newToken()}\n`, { mode: 0o600, flag: 'wx' })
  const expected = hashToken(readFileSync(file, 'utf8').trim())
  return (authorization) => {
    const given = /^Bearer ([^ ]+)$/i.exec(authorization ?? '')?.[1]
    return given !== undefined && timingSafeEqual(hashToken(given), expected)
  }
}
