import { defineConfig } from '@playwright/test'
import journeys from './playwright.config.ts'

/** The same browser and house, for pictures instead of proofs. */
export default defineConfig(journeys, {
  testMatch: ['screens.ts', 'screens-around.ts', 'screens-paper.ts'],
  reporter: 'list',
})
