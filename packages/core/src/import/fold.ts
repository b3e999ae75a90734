/** Text as it is compared, never as it is kept: "  GARCÍA–López " is "garcia lopez". */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’'`´]/g, '')
    .replace(/[^\p{L}\p{N}@]+/gu, ' ')
    .trim()
}

/** The words of a folded text; none of an empty one. */
export const wordsOf = (text: string): string[] => fold(text).split(' ').filter(Boolean)
