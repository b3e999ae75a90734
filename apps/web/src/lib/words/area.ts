import type { Language } from './language.ts'

/**
 * A page that few open has its words in a catalogue of its own, `words/<area>/{en,es}.ts`, fetched in one language by
 * its own load: `wordsOf({ en: async () => (await import(...)).en, es: ... }, language)`.
 */
export const wordsOf = <Words>(
  catalogues: Record<Language, () => Promise<Words>>,
  language: Language,
): Promise<Words> => catalogues[language]()
