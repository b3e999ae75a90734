/** Words of printing hand-outs. What stands on the paper itself is in lib/print/words. */
export const handOutsEn = {
  title: 'Hand-outs',
  what: 'A slip to cut out for each guardian, with a QR code that lets them in, and a strip to answer on paper for families without a phone.',
  whom: 'For whom',
  notIn: (families: number) =>
    families === 1 ? 'The 1 family that is not in yet' : `The ${families} families that are not in yet`,
  allIn: 'Every family is in. For whom do you want fresh slips?',
  choose: 'Families that I choose',
  families: 'Families',
  guardians: (guardians: number) => (guardians === 1 ? '1 guardian' : `${guardians} guardians`),
  isIn: 'in',
  paper: 'Paper',
  papers: { letter: 'Letter', a4: 'A4' },
  language: 'Language for those whose language we don’t know',
  languages: { en: 'English', es: 'Español' },
  strip: 'The paper strip asks about',
  stripLine: 'A line to write on',
  noStrip: 'No paper strip',
  fresh:
    'Each slip is a fresh way in. Earlier slips that nobody has used end with it; devices that are in stay in.',
  make: 'Make the slips',
  making: 'Making the slips',
  made: (slips: number) => (slips === 1 ? '1 slip is ready' : `${slips} slips are ready`),
  once: 'Print them now: the codes are shown this once and kept nowhere. Whoever holds a slip can come in by it.',
  print: 'Print',
  again: 'Choose again',
  withoutSlip: 'Families without a guardian who could be given a slip are left out.',
  preview: 'What will be printed',
  problems: { chosen: 'Choose at least one family.', other: 'That did not work. Please try again.' },
}

export type HandOutsWords = typeof handOutsEn
