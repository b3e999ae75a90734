/** Prints a fresh personal link for somebody who lost the way in, or for a new operator; beside a running server or not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { guardianName } from '@sidegate/core/people/names'
import * as v from 'valibot'
import { addressToUrl } from '../public-url.ts'
import { DATABASE, PRIVATE, readMasterKey, StartupFault, takeFolder } from '../store/folder.ts'
import type { Invitee } from '../store/inviting.ts'
import { openStoreFile, type Store } from '../store/store.ts'
import { isUpToDate } from '../store/upgrade.ts'
import { type CliContext, UsageFault } from './context.ts'

export interface InviteOptions {
  /** An id, or a name; undefined: the one operator. */
  who: string | undefined
  /** Name or id of the circle, where a name alone says too little. */
  circle: string | undefined
  /** The name of an operator to be. */
  operator: string | undefined
  json: boolean
}

/** What `invite --json` prints. */
export interface Invited extends Invitee {
  link: string
}

export async function invite({ config, now, print }: CliContext, options: InviteOptions): Promise<number> {
  const { dataDir, publicUrl, host, port } = config
  const file = join(dataDir, DATABASE)
  if (!existsSync(file))
    throw new StartupFault(`There is no ${DATABASE} in ${dataDir}: set DATA_DIR to the folder of the house.`)
  const key = readMasterKey(dataDir, false)
  process.umask(PRIVATE)
  const release = await takeUnlessServed(dataDir, file)
  const store = await openStoreFile({ file, key, now, release })
  try {
    if ((await store.installation()).setUpAt === null)
      throw new StartupFault('Nobody has set this house up yet: start it, and open the link that it prints.')
    const { token, ...invitee } = await inviteOne(store, options, now())
    const url = publicUrl ?? addressToUrl(host, port)
    const invited: Invited = { ...invitee, link: `${url}/l/${token}` }
    print(options.json ? `${JSON.stringify(invited)}\n` : told(invited, publicUrl === null))
    return 0
  } finally {
    await store.close()
  }
}

/** The folder's lock is the server's. Beside it a few rows may be written, as long as both know the same tables. */
async function takeUnlessServed(dataDir: string, file: string): Promise<() => void> {
  try {
    return await takeFolder(dataDir)
  } catch (error) {
    if (!(error instanceof StartupFault)) throw error
    if (isUpToDate(file)) return () => undefined
    throw new StartupFault(
      `The Sidegate that works on ${dataDir} is of another version: stop it first, then say this once more.`,
    )
  }
}

async function inviteOne(store: Store, { who, circle, operator }: InviteOptions, at: number) {
  if (operator !== undefined) {
    if (who !== undefined)
      throw new UsageFault(
        '--operator makes somebody new: leave out the other name, or leave out --operator.',
      )
    const name = v.safeParse(guardianName, operator)
    if (!name.success)
      throw new UsageFault('--operator takes a name of up to 60 letters, such as --operator "Idris".')
    const { id, token } = await store.inviting.inviteOperator(name.output, at)
    return { id, name: name.output, circle: null, operator: true, token }
  }
  const invitee = choose(await store.inviting.everybody(), who, circle)
  const token = await store.inviting.invite(invitee.id, at)
  if (token === null) throw new StartupFault(`${invitee.name} has just left.`)
  return { ...invitee, token }
}

function choose(everybody: Invitee[], who: string | undefined, circle: string | undefined): Invitee {
  const meant = everybody.filter(
    (one) =>
      (who === undefined ? one.operator : one.id === who || same(one.name, who)) &&
      (circle === undefined || one.circle?.id === circle || same(one.circle?.name ?? '', circle)),
  )
  const [only, ...others] = meant
  const inCircle = circle === undefined ? '' : ` in "${circle}"`
  if (!only)
    throw new StartupFault(
      who === undefined
        ? `Nobody operates this house${inCircle}: make an operator with --operator "Name".`
        : `Nobody called "${who}" is there${inCircle}: give the name as it stands in the console, or an id.`,
    )
  if (others.length > 0)
    throw new StartupFault(
      [
        `${meant.length} people may be meant: say which by id.`,
        ...meant.map((one) => `  ${one.id}  ${describe(one)}`),
      ].join('\n'),
    )
  return only
}

const same = (a: string, b: string) => a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0

const describe = ({ name, circle, operator }: Invitee) =>
  [name, circle && `in ${circle.name}`, operator && 'operator'].filter(Boolean).join(', ')

function told(invited: Invited, isGuess: boolean): string {
  return [
    `A personal link for ${describe(invited)}. Whoever holds it comes in as them, so give it to nobody else:`,
    '',
    `  ${invited.link}`,
    '',
    'Links of theirs that nobody has used are ended by it; devices that are in stay in.',
    ...(isGuess
      ? ['The address is a guess: set PUBLIC_URL to the one that people open, and the link has it.']
      : []),
    '',
  ].join('\n')
}
