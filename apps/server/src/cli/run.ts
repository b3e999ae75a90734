/** Reads the command line and runs one command. */
import { parseArgs } from 'node:util'
import { backUp } from './backup.ts'
import { type CliContext, UsageFault } from './context.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { HELP } from './help.ts'
import { invite } from './invite.ts'
import { restore } from './restore.ts'
import { rotateKey } from './rotate-key.ts'
import { seed } from './seed.ts'
import { serve } from './serve.ts'

/** Resolves to the exit code. */
export async function run(args: string[], context: CliContext): Promise<number> {
  const [name = 'serve', ...rest] = args
  switch (name) {
    case 'serve':
      read(rest, {})
      await serve(context)
      return 0
    case 'demo':
      await demo(context, read(rest, { json }))
      return 0
    case 'seed': {
      const given = read(rest, { json, circles: count, families: count, hangouts: count })
      await seed(context, {
        json: given.json,
        circles: toCount('circles', given.circles, 1),
        families: toCount('families', given.families, 22),
        hangouts: toCount('hangouts', given.hangouts, 1),
      })
      return 0
    }
    case 'doctor':
      return doctor(context, read(rest, { json }))
    case 'backup': {
      const { file, ...options } = readWithFile('backup', rest)
      return backUp(context, { to: file, ...options })
    }
    case 'restore': {
      const { file, ...options } = readWithFile('restore', rest)
      return restore(context, { from: file, ...options })
    }
    case 'rotate-key':
      return rotateKey(context, read(rest, { json }))
    case 'invite': {
      const { values, positionals } = parse(rest, { json, circle: text, operator: text })
      const [who, spare] = positionals
      if (spare !== undefined)
        throw new UsageFault(
          `"sidegate invite" takes one name, in quotes where it has a space, and "${spare}" is a second one.`,
        )
      return invite(context, { who, ...values })
    }
    case 'help':
    case '--help':
    case '-h':
      context.print(HELP)
      return 0
    default:
      throw new UsageFault(`There is no command "${name}": "sidegate help" lists them.`)
  }
}

const json = { type: 'boolean', default: false } as const
const count = { type: 'string' } as const
const text = { type: 'string' } as const

type Options = Record<string, typeof json | typeof count>
type Given<O extends Options> = {
  [K in keyof O]: O[K] extends typeof json ? boolean : string | undefined
}

function read<O extends Options>(args: string[], options: O): Given<O> {
  const { values, positionals } = parse(args, options)
  const [spare] = positionals
  if (spare !== undefined)
    throw new UsageFault(`"${spare}" is one word too many: "sidegate help" lists what each command takes.`)
  return values
}

function readWithFile(command: string, args: string[]): Given<{ json: typeof json }> & { file: string } {
  const { values, positionals } = parse(args, { json })
  const [file, spare] = positionals
  if (file === undefined || file === '')
    throw new UsageFault(
      `"sidegate ${command}" takes the name of a file: sidegate ${command} /path/to/house.backup`,
    )
  if (spare !== undefined)
    throw new UsageFault(`"sidegate ${command}" takes one file, and "${spare}" is a second one.`)
  return { ...values, file }
}

function parse<O extends Options>(args: string[], options: O): { values: Given<O>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true })
    // parseArgs types each option by what it is; through a generic one it can't.
    return { values: values as unknown as Given<O>, positionals }
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageFault(`${error.message.split('. ')[0]}: "sidegate help" lists the options.`)
    throw error
  }
}

function toCount(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageFault(`--${name} takes a whole number from 1 to 99999, not "${text}".`)
  return Number(text)
}
