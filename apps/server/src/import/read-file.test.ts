import { describe, expect, test } from 'vitest'
import { xlsxOf, zipOf } from '../testing/xlsx.ts'
import { type FaultyFile, MAX_FILE } from './faults.ts'
import { type ReadFile, readFile } from './read-file.ts'
import { createReader } from './reader.ts'

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') =>
  new Uint8Array(Buffer.from(text, encoding))
const LIST = 'Student;Parent\r\n"Muñoz; Inés";Lucía Núñez\r\n'
const ROWS = [
  ['Student', 'Parent'],
  ['Muñoz; Inés', 'Lucía Núñez'],
]
const utf16 = bytesOf(LIST, 'utf16le')
const swapped = (bytes: Uint8Array) => new Uint8Array(Buffer.from(bytes).swap16())

describe('the same list, however it was saved', () => {
  test.each([
    ['UTF-8', bytesOf(LIST), 'utf-8'],
    ['UTF-8 with its mark', bytesOf(`\ufeff${LIST}`), 'utf-8'],
    ['UTF-16, little end first', bytesOf(`\ufeff${LIST}`, 'utf16le'), 'utf-16le'],
    ['UTF-16, big end first', swapped(bytesOf(`\ufeff${LIST}`, 'utf16le')), 'utf-16be'],
    ['UTF-16 without a mark', utf16, 'utf-16le'],
    ['UTF-16 the other way round without a mark', swapped(utf16), 'utf-16be'],
    ['Windows-1252', bytesOf(LIST, 'latin1'), 'windows-1252'],
  ])('%s', async (_, bytes, encoding) => {
    expect(await readFile(bytes)).toEqual({ rows: ROWS, source: { kind: 'text', encoding, separator: ';' } })
  })

  test.each([',', ';', '\t', '|'])('cells between %j', async (separator) => {
    const text = ROWS.map((row) => row.map((cell) => `"${cell}"`).join(separator)).join('\n')
    expect(await readFile(bytesOf(text))).toMatchObject({ rows: ROWS, source: { separator } })
  })

  test('a spreadsheet', async () => {
    expect(await readFile(xlsxOf(ROWS))).toEqual({ rows: ROWS, source: { kind: 'xlsx' } })
  })
})

test('a birthday in a spreadsheet is read as a date, which no column may keep', async () => {
  const read = await readFile(
    xlsxOf([
      ['Student', 'Geboren'],
      ['Tessa', 42_077],
    ]),
  )
  expect(read).toMatchObject({
    rows: [
      ['Student', 'Geboren'],
      ['Tessa', '2015-03-14'],
    ],
  })
})

test('empty rows and columns behind the list are no part of it', async () => {
  expect(await readFile(bytesOf('a;b;;\nc;;;\n;;;\n\n'))).toMatchObject({ rows: [['a', 'b'], ['c']] })
})

const faultOf = (read: ReadFile | FaultyFile) => ('fault' in read ? read : 'read')
const never = new AbortController().signal
const readApart = createReader()

describe('what can’t be read is told by its reason, and by its row where there is one', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => `Kid ${at};Guardian ${at}`).join('\n')
  test.each<[string, Uint8Array, FaultyFile | 'read']>([
    ['nothing', bytesOf(''), { fault: 'empty' }],
    ['spaces', bytesOf(' \n;\n'), { fault: 'empty' }],
    ['5,000 rows', bytesOf(rows(5000)), 'read'],
    ['5,001 rows', bytesOf(rows(5001)), { fault: 'too-many-rows', row: 5001 }],
    ['61 columns', bytesOf(`a;b\n${'x;'.repeat(60)}x`), { fault: 'too-many-columns', row: 2 }],
    ['an open quote', bytesOf('a;b\nc;"d\n'), { fault: 'broken-quotes', row: 2 }],
    ['Excel of before 2007', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), { fault: 'old-excel' }],
    ['half a zip', xlsxOf(ROWS).subarray(0, 200), { fault: 'damaged' }],
    ['an OpenDocument sheet', zipOf({ mimetype: 'x', 'content.xml': '<x/>' }), { fault: 'other-sheet' }],
    ['a zip whose sheet is no sheet', zipOf({ 'xl/workbook.xml': '<no' }), { fault: 'damaged' }],
  ])('%s', async (_, bytes, fault) => {
    expect(faultOf(await readFile(bytes))).toEqual(fault)
  })

  test('a zip bomb: what it says that it unpacks to is asked first', async () => {
    const bomb = zipOf({ 'xl/workbook.xml': Buffer.alloc(80 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await readFile(bomb)).toEqual({ fault: 'too-large' })
  })

  test('a zip bomb that lies about it gets no more room than it said', async () => {
    const bomb = zipOf({ 'xl/workbook.xml': Buffer.alloc(80 * 1024 * 1024) }, 1000)
    const before = process.memoryUsage().arrayBuffers
    expect(faultOf(await readFile(bomb))).toEqual({ fault: 'damaged' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
  })

  test('a sheet may say that it is as large as a sheet can be, and hold little', async () => {
    const sheet = sheetOf('<row r="1"><c r="B1" t="str"><v>Tessa</v></c></row>', 'A1:XFD1048576')
    expect(await readFile(sheet)).toMatchObject({ rows: [['', 'Tessa']] })
  })

  // A reader that fills all cells up to the farthest one takes more memory than there is.
  test.each<[string, string, FaultyFile]>([
    ['a column that no sheet has', '<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>', { fault: 'damaged' }],
    ['the column after the last', '<row r="9"><c r="XFE9"><v>1</v></c></row>', { fault: 'damaged' }],
    ['a row that no sheet has', '<row r="9"><c r="A4294967295"><v>1</v></c></row>', { fault: 'damaged' }],
    ['a row as a power', '<row r="1e9"><c r="A1e9"><v>1</v></c></row>', { fault: 'damaged' }],
    ['a row without end', '<row r="Infinity"><c r="A1"><v>1</v></c></row>', { fault: 'damaged' }],
    ['small letters', '<row r="9"><c r="zzzzzz9"><v>1</v></c></row>', { fault: 'damaged' }],
    ['a letter written as a number', '<row r="9"><c r="&#90;ZZZZ9"><v>1</v></c></row>', { fault: 'damaged' }],
    [
      'another name space',
      '<x:row x:r="9"><x:c x:r=\'ZZZZZZ9\'><x:v>1</x:v></x:c></x:row>',
      { fault: 'damaged' },
    ],
    ['room about the sign', '<row r="9"><c r\n= \t"ZZZZZZ9"><v>1</v></c></row>', { fault: 'damaged' }],
    [
      'behind a text that opens a quote',
      '<row r="8"><c r="A8" t="str"><v>r="</v></c></row><row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>',
      { fault: 'damaged' },
    ],
    ['the last cell of all', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', { fault: 'too-large' }],
    [
      'a row far down, a cell far out',
      '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
      { fault: 'too-large' },
    ],
    [
      'rows without a number',
      `<row><c r="XFD1"><v>1</v></c></row>${'<row/>'.repeat(1000)}`,
      { fault: 'too-large' },
    ],
  ])('a sheet that reaches out: %s', async (_, rows, fault) => {
    expect(faultOf(await readFile(sheetOf(rows)))).toEqual(fault)
  })

  test('the sheet is found wherever the file keeps it', async () => {
    const far = '<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>'
    expect(faultOf(await readFile(sheetOf(far, 'A1', 'elsewhere/list.xml')))).toEqual({ fault: 'damaged' })
  })
})

/** Of rows as XML. */
function sheetOf(rows: string, dimension = 'A1', path = 'worksheets/sheet1.xml'): Buffer {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'
  return zipOf({
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="${type}" Target="${path}"/></Relationships>`,
    [`xl/${path}`]: `<worksheet><dimension ref="${dimension}"/><sheetData>${rows}</sheetData></worksheet>`,
  })
}

describe('in a process of its own', () => {
  test('it reads, and the bounds of a file are asked before', async () => {
    expect(await readApart(bytesOf(LIST), never)).toMatchObject({ rows: ROWS })
    expect(await readApart(new Uint8Array(MAX_FILE + 1), never)).toEqual({ fault: 'too-large' })
    expect(await readApart(new Uint8Array(), never)).toEqual({ fault: 'empty' })
  })

  test('many at once take turns, and each is read', async () => {
    const read = await Promise.all(Array.from({ length: 4 }, () => readApart(bytesOf(LIST), never)))
    for (const one of read) expect(one).toMatchObject({ rows: ROWS })
  }, 30_000)

  test('whoever goes away ends it', async () => {
    const stop = new AbortController()
    const reading = readApart(bytesOf(LIST.repeat(2000)), stop.signal)
    stop.abort()
    expect(await reading).toEqual({ fault: 'too-slow' })
  })

  test('what takes more memory than it may ends the reading, and not the server', async () => {
    const hungry = createReader(new URL('../testing/hungry-reading.ts', import.meta.url))
    expect(await hungry(bytesOf(LIST), never)).toEqual({ fault: 'too-large' })
  }, 60_000)

  test('it knows nothing of the server, and reaches nothing', async () => {
    const nosy = createReader(new URL('../testing/nosy-reading.ts', import.meta.url))
    expect(await nosy(bytesOf(LIST), never)).toEqual({ rows: [], source: { kind: 'xlsx' } })
  }, 30_000)
})
