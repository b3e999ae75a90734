import type { Meaning } from '@sidegate/core/import/meanings'
import type { UnclearRow } from '@sidegate/core/import/plan'
import type { Standing } from '@sidegate/core/import/planned'
import type { RowNote } from '@sidegate/core/import/rows'

const kids = (count: number) => (count === 1 ? '1 kid' : `${count} kids`)
const guardians = (count: number) => (count === 1 ? '1 guardian' : `${count} guardians`)
const facts = { first: 'first name', surname: 'last name', full: 'name', email: 'e-mail', phone: 'phone' }
const guardianColumns = Object.fromEntries(
  [1, 2, 3, 4].flatMap((number) =>
    Object.entries(facts).map(([fact, word]) => [
      `guardian-${number}-${fact}`,
      `Guardian ${number}: ${word}`,
    ]),
  ),
)

/** Words of bringing a class list in. */
export const importEn = {
  title: 'Import a class list',
  what: 'Drop the list as you have it: columns are guessed, and nothing is written before you have seen what would change.',
  drop: 'Drop a file here',
  choose: 'Choose a file',
  kinds: '.csv, .tsv or .xlsx, up to 5 MB and 5,000 rows',
  paste: 'Or paste cells from a spreadsheet',
  pasteHint: 'With the row of headings, if there is one.',
  readCells: 'Read the cells',
  never:
    'Birth dates, school ids, street addresses and what a kid likes or needs are left out, whatever the list holds. Of names, the first one is kept.',
  reading: 'Reading the list',
  stop: 'Stop',
  again: 'Take another list',

  exportTitle: 'Take the list along',
  exportWhat:
    'Everybody in this circle as a spreadsheet. Contacts are masked, as you see them here; read in again, it changes nothing.',
  exportDo: 'Download the list',

  columns: 'Columns',
  columnsUsed: (used: number, all: number) => `${used} of ${all} are used`,
  columnMeans: (header: string) => `What “${header}” means`,
  columnNamed: (number: number) => `Column ${number}`,
  holds: 'Holds',
  means: 'Means',
  headerRow: 'Headings are in',
  row: (row: number) => `Row ${row}`,
  noHeader: 'There are none',
  groups: { kid: 'Kid', guardian: (number: number) => `Guardian ${number}`, other: 'Other' },
  meanings: {
    'kid-first': 'Kid: first name',
    'kid-surname': 'Kid: last name',
    'kid-full': 'Kid: name',
    'kid-full-surname-first': 'Kid: last name, then first name',
    home: 'Home (rows with the same entry)',
    unused: 'Not used',
    ...guardianColumns,
  } as Partial<Record<Meaning, string>>,
  refused: 'Left out',
  refusedWhy: {
    'birth-date': 'no birth dates are kept',
    'school-id': 'no school ids are kept',
    address: 'an address is given to guests, for one day',
    likes: 'only a kid or its own guardian says what it likes',
    health: 'a family tells hosts itself what they must know',
    personal: 'nothing here needs it',
  },

  summary: (kidCount: number, guardianCount: number, unclear: number) =>
    [
      kids(kidCount),
      guardians(guardianCount),
      ...(unclear === 0 ? [] : [unclear === 1 ? '1 row unclear' : `${unclear} rows unclear`]),
    ].join(', '),
  nothingYet: 'Nothing is written yet, and nothing is sent by it.',
  nothingNew: 'This list changes nothing: everybody on it is in the circle as it says.',
  changes: (newKids: number, newGuardians: number, changed: number, gone: number) =>
    [
      ...(newKids + newGuardians === 0 ? [] : [`New: ${kids(newKids)}, ${guardians(newGuardians)}.`]),
      ...(changed === 0 ? [] : [`Changed: ${changed}.`]),
      ...(gone === 0 ? [] : [`Not on this list, and left as they are: ${gone}.`]),
    ].join(' '),
  toldAgain: (rows: number) =>
    rows === 1 ? '1 row only repeats another.' : `${rows} rows only repeat others.`,
  noKidColumn: 'No column holds the kids’ names yet. Say which one does.',

  questions: 'Only you can tell',
  openQuestions: (open: number) =>
    open === 0 ? 'All are answered.' : open === 1 ? '1 row waits for you.' : `${open} rows wait for you.`,
  allAlike: (count: number) => `All ${count} alike`,
  sameKid: (row: number, name: string, with_: string, other: string, where: string) =>
    `Row ${row} has ${name} with ${with_}. ${other} ${where}. Is it the same kid?`,
  sameGuardian: (row: number, name: string, other: string, where: string) =>
    `Row ${row} names ${name}. ${other} ${where}. Is it the same person?`,
  home: (row: number, name: string, shared: string, others: string) =>
    `Row ${row} has ${name} together with ${shared}, who is with ${others} elsewhere. Who lives with whom?`,
  isInRow: (row: number, with_: string) => (with_ ? `is in row ${row} with ${with_}` : `is in row ${row}`),
  isHere: (with_: string) => (with_ ? `is in the circle with ${with_}` : 'is in the circle'),
  nobody: 'nobody',
  choices: {
    'two-homes': 'One kid, two homes',
    'one-home': 'One home',
    'two-kids': 'Two kids',
    same: 'The same person',
    different: 'Two people',
    'new-home': (name: string) => `${name} has another home`,
    moves: (shared: string, name: string) => `${shared} lives with ${name}`,
  },
  homesApart: 'Two homes never see each other’s contacts.',

  unclear: 'Unclear rows',
  unclearWhat: 'They wait, and hold nobody else up. Mend them in the list and read it again, at any time.',
  reasons: {
    'no-kid': 'has no kid',
    'no-guardian': 'has no guardian',
    'kid-name': 'what stands for the kid is no name',
    'guardian-name': 'what stands for a guardian is no name',
    'many-names': 'more than six names stand in one cell',
    'many-people': 'the list brings more than 12,000 people; take this row in with the next one',
    'same-kid': 'waits for your answer above',
    'same-guardian': 'waits for your answer above',
    home: 'waits for your answer above',
    'which-home': 'its guardians have two homes here, and it doesn’t say whose the new one is',
    several: 'more than one guardian here would fit',
    crowded: 'one home would have more than 20 guardians, or one guardian more than 30 kids',
    left: 'this family has left the circle; a list does not bring it back',
  } satisfies Record<UnclearRow['reason'], string>,
  notes: 'Taken in, and worth a look',
  noteWords: {
    'bad-email': (about: string) => `“${about}” can’t be an e-mail address and is left out`,
    'bad-phone': (about: string) => `“${about}” can’t be a phone number and is left out`,
    'shared-email': (about: string) => `${about} stands for two people and stays with the first`,
    'kept-email': (about: string) =>
      `${about} is in and looks after their own e-mail address; it stays as it is`,
    'kept-phone': (about: string) => `${about} is in and looks after their own number; it stays as it is`,
    'link-ended': (about: string) => `an organizer ended ${about}’s link to this kid; it stays ended`,
    'same-name': (about: string) => `two kids are called ${about} now; their families can change that`,
  } satisfies Record<RowNote['note'], (about: string) => string>,
  inRow: (row: number, text: string) => `Row ${row}: ${text}`,

  families: 'Families',
  standing: {
    new: 'New',
    changed: 'Changed',
    same: 'Same',
    gone: 'Not on this list',
  } satisfies Record<Standing, string>,
  twoHomes: 'two homes',
  newEmail: (email: string) => `e-mail ${email}`,
  newPhone: (phone: string) => `phone ${phone}`,
  theSame: (count: number) => (count === 1 ? '1 family stays the same' : `${count} families stay the same`),
  notListed: (count: number) =>
    count === 1
      ? '1 family is not on this list; it stays'
      : `${count} families are not on this list; they stay`,
  showMore: 'Show more',

  apply: (newKids: number, newGuardians: number) =>
    newKids + newGuardians === 0
      ? 'Write the changes'
      : `Bring in ${kids(newKids)} and ${guardians(newGuardians)}`,
  applying: (done: number, of: number) => `Writing: ${done} of ${of}`,
  stopped: 'Stopped. What you see below is how it stands now.',
  done: (kidCount: number, guardianCount: number) =>
    `${kids(kidCount)} and ${guardians(guardianCount)} of this list are in the circle`,
  doneUnclear: (rows: number) =>
    rows === 1
      ? '1 row is still unclear. Mend it and read the list again.'
      : `${rows} rows are still unclear. Mend them and read the list again.`,
  doneWhat: 'Nobody has been told. Give each guardian their own way in: a slip of paper, or a link.',
  toHandOuts: 'Print hand-outs',
  toPeople: 'See the people',

  faults: {
    empty: 'There is nothing in it.',
    'too-large': 'It is larger than 5 MB, or unpacks to more than can be read.',
    'too-many-rows': 'It has more than 5,000 rows. Split it, and import the parts one after the other.',
    'too-many-columns': (row: string) => `Row ${row} has more than 60 columns.`,
    'too-slow': 'Reading it took too long.',
    'old-excel': 'This is an Excel file of before 2007. Open it, and save it as .xlsx or .csv.',
    'other-sheet': 'This kind of spreadsheet can’t be read. Save it as .xlsx or .csv.',
    damaged: 'The file is damaged, or no spreadsheet.',
    'broken-quotes': (row: string) => `A quotation mark in row ${row} is not closed.`,
  },
  problems: {
    'changed-since':
      'Somebody changed the circle meanwhile. Here is what would change now; look at it once more.',
    'own-family':
      'By this list you would answer for a kid of another family. Another organizer brings that in.',
    'too-fast': 'That was quick. Wait a minute, then try again.',
    unreachable: 'Sidegate could not be reached. Nothing is lost; try again.',
    other: 'That did not work. Please try again.',
  },
}

export type ImportWords = typeof importEn
