import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HELP } from './cli/help.ts'
import { DEFAULTS, readConfig } from './config.ts'
import { defaultQuotas } from './sync/quotas.ts'

const faultsOf = (env: Record<string, string>) => {
  const read = readConfig(env)
  return 'faults' in read ? read.faults : []
}

test('nothing needs to be set', () => {
  const read = readConfig({})
  expect(read).toMatchObject({
    config: { host: '127.0.0.1', port: 8080, publicUrl: null, trustProxy: 0, logLevel: 'info' },
  })
})

test('an empty value counts as not set', () => {
  expect(readConfig({ PORT: '' })).toEqual(readConfig({}))
})

test('every fault is told at once, each with the value and how to mend it', () => {
  expect(
    faultsOf({ PORT: '99999', PUBLIC_URL: 'example.org/path', TRUST_PROXY: 'yes', LOG_LEVEL: 'loud' }),
  ).toEqual([
    'PORT must be a whole number from 0 to 65535, not "99999": change it, or leave PORT out for the default.',
    'PUBLIC_URL must be an address without a path, such as https://hangouts.example.org, not "example.org/path": change it, or leave PUBLIC_URL out for the default.',
    'TRUST_PROXY must be a whole number from 0 to 10, not "yes": change it, or leave TRUST_PROXY out for the default.',
    'LOG_LEVEL must be one of silent, error, warn, info, debug, not "loud": change it, or leave LOG_LEVEL out for the default.',
  ])
})

test('a trailing slash of PUBLIC_URL is no path', () => {
  expect(readConfig({ PUBLIC_URL: 'https://hangouts.example.org/' })).toMatchObject({
    config: { publicUrl: 'https://hangouts.example.org' },
  })
})

describe('mail', () => {
  const from = { MAIL_FROM: 'hangouts@example.org' }

  test('is off unless both are set, and half of it is told', () => {
    expect(readConfig({})).toMatchObject({ config: { mail: null } })
    const url = 'smtp://pta:p%40ss@mail.example.org:587'
    expect(readConfig({ SMTP_URL: url, ...from })).toMatchObject({
      config: { mail: { url, from: 'hangouts@example.org' } },
    })
    expect(faultsOf({ SMTP_URL: url })).toEqual([
      expect.stringMatching(/^SMTP_URL is set and MAIL_FROM is not/),
    ])
    expect(faultsOf(from)).toEqual([expect.stringMatching(/^MAIL_FROM is set and SMTP_URL is not/)])
  })

  test.each([
    'mail.example.org',
    'https://mail.example.org',
    'smtp://',
    'smtp://pta@mail.example.org',
    'smtp://pta:100%@mail.example.org',
    'smtp://mail.example.org/inbox',
  ])('%s is no mail server', (url) => {
    expect(faultsOf({ SMTP_URL: url, ...from })).toEqual([expect.stringMatching(/^SMTP_URL must be /)])
  })

  test('a faulty address is told without the password in it', () => {
    const [fault] = faultsOf({ SMTP_URL: 'smtp://pta:lantern@mail.example.org/inbox', ...from })
    expect(fault).toContain('not "smtp://…@mail.example.org/inbox"')
    expect(fault).not.toContain('lantern')
  })

  test.each(['PTA <hangouts@example.org>', 'a@b, c@d', 'hangouts', 'a@b\nBcc: c@d'])(
    '%j is no bare address',
    (address) => {
      expect(faultsOf({ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: address })).toEqual([
        expect.stringMatching(/^MAIL_FROM must be a bare address/),
      ])
    },
  )
})

test('quotas are config', () => {
  const read = readConfig({
    QUOTA_UPDATE_BYTES: '1001',
    QUOTA_UPDATE_STRUCTS: '1002',
    QUOTA_DOCUMENT_BYTES: '1003',
    QUOTA_EDITS_PER_SECOND: '1004',
    QUOTA_EDIT_BURST: '1005',
    QUOTA_MOVES_PER_SECOND: '1006',
    QUOTA_MOVE_BURST: '1007',
    QUOTA_SOCKETS_PER_GUARDIAN: '1008',
    QUOTA_REFUSALS_PER_MINUTE: '1009',
    QUOTA_LINK_OPENINGS_PER_MINUTE: '1010',
    QUOTA_MAILS_PER_MINUTE: '1011',
  })
  expect(read).toMatchObject({
    config: {
      quotas: {
        live: { updateBytes: 1001, structs: 1002 },
        documentBytes: 1003,
        edits: { perSecond: 1004, burst: 1005 },
        moves: { perSecond: 1006, burst: 1007 },
        socketsPerGuardian: 1008,
        refusalsPerMinute: 1009,
      },
      linkOpeningsPerMinute: 1010,
      mailsPerMinute: 1011,
    },
  })
})

test('what was edited offline may be as much as what is edited live', () => {
  const read = readConfig({ QUOTA_UPDATE_BYTES: '9000000', QUOTA_UPDATE_STRUCTS: '90000' })
  expect(read).toMatchObject({ config: { quotas: { backlog: { updateBytes: 9_000_000, structs: 90_000 } } } })
  expect(readConfig({})).toMatchObject({ config: { quotas: { backlog: defaultQuotas.backlog } } })
})

describe('every variable, with its default, stands in', () => {
  const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
  const inExample = Object.fromEntries(
    [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )

  test('.env.example, which changes nothing', () => {
    expect(Object.keys(inExample)).toEqual(Object.keys(DEFAULTS))
    const { PUBLIC_URL, ...others } = inExample
    expect(readConfig(others)).toEqual(readConfig({}))
    expect(PUBLIC_URL).toBe('http://127.0.0.1:8080')
  })

  test('.env.example, with a comment above it', () => {
    for (const name of Object.keys(DEFAULTS)) expect(example).toMatch(new RegExp(`^# .*\\n${name}=`, 'm'))
  })

  test('sidegate help', () => {
    for (const [name, value] of Object.entries(DEFAULTS))
      expect(HELP).toMatch(new RegExp(`^ +${name} +${value.replaceAll('.', '\\.')}$`, 'm'))
  })

  test('the schema: a faulty value is told of each, but of a folder any text is one', () => {
    const faulty = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, '\n?']))
    const told = faultsOf(faulty).map((fault) => fault.split(' ')[0])
    expect(told).toEqual(Object.keys(DEFAULTS).filter((name) => name !== 'DATA_DIR'))
  })
})
