import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

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

test('quotas are config', () => {
  expect(readConfig({ QUOTA_EDITS_PER_SECOND: '500', QUOTA_UPDATE_BYTES: '1000' })).toMatchObject({
    config: { quotas: { edits: { perSecond: 500, burst: 120 }, live: { updateBytes: 1000 } } },
  })
})
