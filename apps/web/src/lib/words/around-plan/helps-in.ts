import type { Help } from '@sidegate/core/hangouts/helps'

/** "Tessa: a ride, we bring nothing", whatever the language calls them. */
export const helpsIn = (names: Record<Help, string>) => (kid: string, helps: Help[]) =>
  `${kid}: ${helps.map((help) => names[help]).join(', ')}`
