/** Structured lines on stdout: ids and counts only, never a name, a token or a document's text. */
import { randomBytes } from 'node:crypto'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

export type Log = Logger

export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"` }
  return destination ? pino(options, destination) : pino(options)
}

/** Logs a bug under a fresh id, and returns the id for the answer, so that the two can be brought together. */
export function logBug(log: Log, error: unknown, context: Record<string, unknown> = {}): string {
  const id = randomBytes(6).toString('hex')
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  log.error({ id, ...context, name, message, stack }, 'bug')
  return id
}
