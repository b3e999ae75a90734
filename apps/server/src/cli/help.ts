import { DEFAULTS } from '../config.ts'

const WIDTH = Math.max(...Object.keys(DEFAULTS).map((name) => name.length))
const variables = Object.entries(DEFAULTS).map(([name, value]) => `  ${name.padEnd(WIDTH)}  ${value}`)

export const HELP = `Sidegate: families plan hangouts together, so that no child is left outside.

  sidegate serve                 serve on HOST:PORT from DATA_DIR
  sidegate demo [--json]         the same server on a throw-away folder with a made-up circle
  sidegate seed [--json] [--circles C] [--families F] [--hangouts H]
                                 fill an EMPTY data folder with C made-up circles,
                                 F families and H hangouts in each
  sidegate help                  this text

Settings come from the environment; these are the defaults (.env.example says what each does):

${variables.join('\n')}
`
