/**
 * Commands that must work without a network: one's answers, one's hearts. A command is kept on this phone first, by
 * account, page and subject (the last one wins), then sent under its own key until the server has answered, also on a
 * later visit. Only a real refusal undoes it. No Yjs here.
 */
import type { Outcome } from '#lib/api/ask.ts'
import { newKey, tell } from '#lib/api/tell.ts'
import { type CommandRow, forgetCommand, listCommands, writeCommand } from './local-index.ts'
import { askVisit } from './visit.ts'

/** `kept` false: this browser keeps nothing, so what waits goes with the page. */
export interface Waiting {
  saving: 'sending' | 'on-this-phone'
  kept: boolean
  /** What was chosen, by subject. */
  chosen: ReadonlyMap<string, unknown>
}

export interface CommandListener {
  account: string
  page: string
  /** What waits now; null when nothing does. */
  changed(waiting: Waiting | null): void
  /** The server's word on a subject's last command; `changed` follows. */
  answered(subject: string, outcome: Outcome<unknown>): void
}

export type Command = Pick<CommandRow, 'subject' | 'value' | 'method' | 'path' | 'body'>
export type KeptCommands = ReturnType<typeof openKeptCommands>

const FINAL: ReadonlySet<string> = new Set(['not-found', 'over', 'off', 'invalid'])
const RETRY_MS = 4000
const LONGEST_RETRY_MS = 60_000

/** Sends what was kept on earlier visits of this page, and from then on what is given to `send`; until stopped. */
export function openKeptCommands({ account, page, changed, answered }: CommandListener) {
  const rows = new Map<string, CommandRow>()
  const unkept = new Set<string>() // keys
  let sending = false
  let stopped = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const warn = (event: Event) => {
    if (unkept.size > 0) event.preventDefault()
  }
  const show = () => {
    if (stopped) return
    const saving = sending && navigator.onLine ? ('sending' as const) : ('on-this-phone' as const)
    const chosen = new Map([...rows].map(([subject, { value }]) => [subject, value]))
    changed(rows.size > 0 ? { saving, kept: unkept.size === 0, chosen } : null)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (sending || stopped) return
    sending = true
    show()
    for (let row = first(rows); row; row = first(rows)) {
      const outcome = await sendRow(row)
      if (!outcome) break
      failures = 0
      unkept.delete(row.key)
      if (rows.get(row.subject) !== row) continue // chosen differently meanwhile
      rows.delete(row.subject)
      if (!stopped) answered(row.subject, outcome)
      show()
    }
    sending = false
    show()
    if (rows.size > 0 && !stopped)
      timer = setTimeout(flush, Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures++))
  }
  const again = () => {
    failures = 0
    show()
    void flush()
  }

  addEventListener('online', again)
  addEventListener('offline', show)
  addEventListener('pageshow', again)
  addEventListener('beforeunload', warn)
  void listCommands(account, page).then((kept) => {
    for (const row of kept) if (!rows.has(row.subject)) rows.set(row.subject, row)
    show()
    return flush()
  })

  return {
    async send(command: Command): Promise<void> {
      const row = { ...command, account, page, key: newKey() }
      for (const key of unkept) if (rows.get(row.subject)?.key === key) unkept.delete(key)
      rows.set(row.subject, row)
      if (!(await writeCommand(row))) unkept.add(row.key)
      again()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      removeEventListener('online', again)
      removeEventListener('offline', show)
      removeEventListener('pageshow', again)
      removeEventListener('beforeunload', warn)
    },
  }
}

/** Sends what any page of this account has left behind. */
export async function sendAllKept(account: string): Promise<void> {
  for (const row of await listCommands(account)) await sendRow(row)
}

/** The server's final word, after which the row is forgotten; null when it has to wait. */
async function sendRow(row: CommandRow): Promise<Outcome<unknown> | null> {
  if (!(await isSignedIn(row.account))) return null
  const outcome = await tell<unknown>(row.method, row.path, row.body, row.key)
  if (!outcome.ok && !FINAL.has(outcome.reason)) return null
  // Somebody else may have opened their link meanwhile: that refusal was not for this account.
  if (!outcome.ok && !(await isSignedIn(row.account))) return null
  await forgetCommand(row)
  return outcome
}

/** Whether this browser's session is the account's: nobody's words go out under another name. */
export async function isSignedIn(account: string): Promise<boolean> {
  return (await askVisit())?.guardianIds.includes(account) === true
}

const first = (rows: Map<string, CommandRow>): CommandRow | undefined => rows.values().next().value
