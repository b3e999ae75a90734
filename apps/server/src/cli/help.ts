import { DEFAULTS } from '../config.ts'

const WIDTH = Math.max(...Object.keys(DEFAULTS).map((name) => name.length))
const variables = Object.entries(DEFAULTS).map(([name, value]) => `  ${name.padEnd(WIDTH)}  ${value}`)

export const HELP = `Sidegate: families plan hangouts together, so that no child is left outside.

  sidegate serve                 serve on HOST:PORT from DATA_DIR
  sidegate demo [--json]         the same server on a throw-away folder with a made-up circle
  sidegate seed [--json] [--circles C] [--families F] [--hangouts H]
                                 fill an EMPTY data folder with C made-up circles,
                                 F families and H hangouts in each
  sidegate backup <file> [--json]
                                 copy the database, while serving or not, and prove that it
                                 can be read; the master key is NOT in it: keep that apart
  sidegate restore <file> [--json]
                                 bring a backup back while nothing serves from DATA_DIR;
                                 the database that was there is kept aside
  sidegate rotate-key [--json]   give the house another master key while nothing serves from
                                 DATA_DIR; backups made before need the old one, which is kept
  sidegate doctor [--json]       look everything over, while serving or not, and change
                                 nothing; exit code 1 on any fault
  sidegate invite [name or id] [--circle C] [--json]
                                 print a fresh personal link for somebody who lost the way in,
                                 while serving or not; without a name: for the operator
  sidegate invite --operator N   the same for a new operator called N
  sidegate help                  this text

In the folder of its sources "sidegate" is called as "npx pnpm sidegate".

Settings come from the environment; these are the defaults (.env.example says what each does):

${variables.join('\n')}

For programs that watch over it: /livez, /readyz, and /metrics (Prometheus), which takes the token in
DATA_DIR/operator.token as a bearer.
`
