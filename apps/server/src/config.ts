/** The environment, read here and nowhere else. Every fault is told at once, each in one sentence that says how to mend it. */
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { MailSettings } from './mail/smtp.ts'
import { defaultQuotas, type Quotas } from './sync/quotas.ts'

// What an operator or a benchmark may need to change; a benchmark prints what it set.
const QUOTAS = {
  QUOTA_UPDATE_BYTES: defaultQuotas.live.updateBytes,
  QUOTA_UPDATE_STRUCTS: defaultQuotas.live.structs,
  QUOTA_DOCUMENT_BYTES: defaultQuotas.documentBytes,
  QUOTA_EDITS_PER_SECOND: defaultQuotas.edits.perSecond,
  QUOTA_EDIT_BURST: defaultQuotas.edits.burst,
  QUOTA_MOVES_PER_SECOND: defaultQuotas.moves.perSecond,
  QUOTA_MOVE_BURST: defaultQuotas.moves.burst,
  QUOTA_SOCKETS_PER_GUARDIAN: defaultQuotas.socketsPerGuardian,
  QUOTA_REFUSALS_PER_MINUTE: defaultQuotas.refusalsPerMinute,
  // A whole school may stand behind one address (R28).
  QUOTA_LINK_OPENINGS_PER_MINUTE: 120,
  // Mail providers count what they take from one account.
  QUOTA_MAILS_PER_MINUTE: 60,
} as const

/** Every variable with its default, as `sidegate help` and .env.example tell them, in their order. */
export const DEFAULTS = {
  HOST: '127.0.0.1',
  PORT: '8080',
  DATA_DIR: './data',
  PUBLIC_URL: 'http://HOST:PORT',
  TRUST_PROXY: '0',
  SMTP_URL: '',
  MAIL_FROM: '',
  LOG_LEVEL: 'info',
  ...(Object.fromEntries(Object.entries(QUOTAS).map(([name, value]) => [name, String(value)])) as Record<
    keyof typeof QUOTAS, // fromEntries forgets which
    string
  >),
} as const

export interface Config {
  host: string
  port: number
  /** Absolute. */
  dataDir: string
  /** The origin by which the outside knows us; null: the address that is listened on. */
  publicUrl: string | null
  /** How many proxies in front add to X-Forwarded-For. */
  trustProxy: number
  /** null: no mail server, and nothing is ever mailed. */
  mail: MailSettings | null
  logLevel: LogLevel
  quotas: Quotas
  linkOpeningsPerMinute: number
  mailsPerMinute: number
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const whole = (name: string, min: number, max: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  )
}

const schema = v.object({
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9.:_-]+$/, 'HOST must be an address or a host name, such as 0.0.0.0'),
    ),
    DEFAULTS.HOST,
  ),
  PORT: v.optional(whole('PORT', 0, 65_535), DEFAULTS.PORT),
  DATA_DIR: v.optional(v.string(), DEFAULTS.DATA_DIR),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(isOrigin, 'PUBLIC_URL must be an address without a path, such as https://hangouts.example.org'),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  TRUST_PROXY: v.optional(whole('TRUST_PROXY', 0, 10), DEFAULTS.TRUST_PROXY),
  SMTP_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isMailServer,
        'SMTP_URL must be the address of a mail server, such as smtp://user:password@mail.example.org:587 (signs like @ and / in a password are written as %40 and %2F)',
      ),
    ),
  ),
  MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/,
        'MAIL_FROM must be a bare address, such as hangouts@example.org',
      ),
    ),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`),
    DEFAULTS.LOG_LEVEL,
  ),
  ...(Object.fromEntries(
    Object.entries(QUOTAS).map(([name, value]) => [
      name,
      v.optional(whole(name, 1, 1_000_000_000), String(value)),
    ]),
  ) as Record<keyof typeof QUOTAS, v.OptionalSchema<ReturnType<typeof whole>, string>>),
})

/** Reads the environment; an empty value counts as not set. */
export function readConfig(
  env: Record<string, string | undefined>,
): { config: Config } | { faults: string[] } {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = v.safeParse(schema, given)
  if (!read.success) {
    return {
      faults: read.issues.map((issue) => {
        const name = String(issue.path?.[0].key)
        // A password is nobody's business, least of all a log's.
        const shown = String(issue.input).replace(/\/\/[^/]*@/, '//…@')
        return `${issue.message}, not "${shown}": change it, or leave ${name} out for the default.`
      }),
    }
  }
  const { output } = read
  const [url, from] = [output.SMTP_URL, output.MAIL_FROM]
  if (url !== undefined && from === undefined)
    return {
      faults: [
        'SMTP_URL is set and MAIL_FROM is not: say which address mails come from, or leave both out for no mail.',
      ],
    }
  if (url === undefined && from !== undefined)
    return {
      faults: [
        'MAIL_FROM is set and SMTP_URL is not: say which mail server takes the mails, or leave both out for no mail.',
      ],
    }
  return {
    config: {
      host: output.HOST,
      port: output.PORT,
      dataDir: resolve(output.DATA_DIR),
      publicUrl: output.PUBLIC_URL ?? null,
      trustProxy: output.TRUST_PROXY,
      mail: url !== undefined && from !== undefined ? { url, from } : null,
      logLevel: output.LOG_LEVEL,
      quotas: outputToQuotas(output),
      linkOpeningsPerMinute: output.QUOTA_LINK_OPENINGS_PER_MINUTE,
      mailsPerMinute: output.QUOTA_MAILS_PER_MINUTE,
    },
  }
}

function outputToQuotas(output: v.InferOutput<typeof schema>): Quotas {
  const { live, backlog } = defaultQuotas
  const [updateBytes, structs] = [output.QUOTA_UPDATE_BYTES, output.QUOTA_UPDATE_STRUCTS]
  return {
    ...defaultQuotas,
    live: { ...live, updateBytes, structs },
    // What was edited offline is never held to less than one live edit.
    backlog: {
      ...backlog,
      updateBytes: Math.max(updateBytes, backlog.updateBytes),
      structs: Math.max(structs, backlog.structs),
    },
    documentBytes: output.QUOTA_DOCUMENT_BYTES,
    edits: { perSecond: output.QUOTA_EDITS_PER_SECOND, burst: output.QUOTA_EDIT_BURST },
    moves: { perSecond: output.QUOTA_MOVES_PER_SECOND, burst: output.QUOTA_MOVE_BURST },
    socketsPerGuardian: output.QUOTA_SOCKETS_PER_GUARDIAN,
    refusalsPerMinute: output.QUOTA_REFUSALS_PER_MINUTE,
  }
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
}

/** The password belongs to a user, and both are told in a form that can be read back. */
function isMailServer(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return false
  if (!['', '/'].includes(url.pathname) || url.search || url.hash) return false
  if ((url.username === '') !== (url.password === '')) return false
  try {
    decodeURIComponent(url.username + url.password)
    return true
  } catch (error) {
    if (error instanceof URIError) return false
    throw error
  }
}
