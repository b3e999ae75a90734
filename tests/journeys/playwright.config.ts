import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Never a browser of Playwright's own: Debian's, or the one that is named.
const chromium = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/journeys',
  // Each journey has a server and a data folder of its own; two of them fit on two cores.
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  // On a machine that does other work, too, a browser may miss its time. What passes only then is named at the end.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list'], ['json', { outputFile: '../../test-results/journeys.json' }]],
  use: {
    viewport: { width: 390, height: 844 },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    // Watching costs a sixth of the time, and nobody fetches a trace from CI: what failed is in the log.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        // Two pages that every window has in store for its address bar, which nobody types into here: a sixth of the time.
        '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
        // Whatever a page asks for elsewhere must fail here, and be seen by the watch on requests.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    },
  },
})
