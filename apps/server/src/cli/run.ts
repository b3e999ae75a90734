/** Reads the command line and runs one command. */
import { parseArgs } from 'node:util'
import { type CliContext, UsageFault } from './context.ts'
import { demo } from './demo.ts'
import { HELP } from './help.ts'
import { seed } from './seed.ts'
import { serve } from './serve.ts'

export async function run(args: string[], context: CliContext): Promise<void> {
  const [name = 'serve', ...rest] = args
  switch (name) {
    case 'serve':
      read(rest, {})
      return serve(context)
    case 'demo':
      return demo(context, { json: read(rest, { json: { type: 'boolean' } }).json === true })
    case 'seed': {
      const count = { type: 'string' } as const
      const given = read(rest, {
        json: { type: 'boolean' },
        circles: count,
        families: count,
        hangouts: count,
      })
      return seed(context, {
        json: given.json === true,
        circles: toCount('circles', given.circles, 1),
        families: toCount('families', given.families, 22),
        hangouts: toCount('hangouts', given.hangouts, 1),
      })
    }
    case 'help':
    case '--help':
      return context.print(HELP)
    default:
      throw new UsageFault(`There is no command "${name}": "sidegate help" lists them.`)
  }
}

type Options = Record<string, { type: 'boolean' | 'string' }>

function read(args: string[], options: Options): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args, options, strict: true }).values as Record<string, string | boolean | undefined>
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageFault(`${error.message.split('. ')[0]}: "sidegate help" lists the options.`)
    throw error
  }
}

function toCount(name: string, text: string | boolean | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (typeof text !== 'string' || !/^[1-9]\d{0,4}$/.test(text))
    throw new UsageFault(`--${name} takes a whole number from 1 to 99999, not "${text}".`)
  return Number(text)
}
