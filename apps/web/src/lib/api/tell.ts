import { type Outcome, outcomeOf } from './ask.ts'

/** Sends a command once, whatever the network does: its key lets the server recognise a repetition. */
export function tell<T>(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  key = newKey(),
): Promise<Outcome<T>> {
  return outcomeOf<T>(
    fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    }),
  )
}

/** crypto.randomUUID asks for https, which a school's LAN may not have. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
