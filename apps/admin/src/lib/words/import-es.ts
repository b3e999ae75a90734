import type { Meaning } from '@sidegate/core/import/meanings'
import type { ImportWords } from './import-en.ts'

const kids = (count: number) => (count === 1 ? '1 niño' : `${count} niños`)
const guardians = (count: number) => (count === 1 ? '1 adulto' : `${count} adultos`)
const facts = {
  first: 'nombre',
  surname: 'apellidos',
  full: 'nombre completo',
  email: 'correo',
  phone: 'teléfono',
}
const guardianColumns = Object.fromEntries(
  [1, 2, 3, 4].flatMap((number) =>
    Object.entries(facts).map(([fact, word]) => [`guardian-${number}-${fact}`, `Adulto ${number}: ${word}`]),
  ),
)

export const importEs: ImportWords = {
  title: 'Importar una lista de clase',
  what: 'Suelta la lista tal como la tienes: las columnas se adivinan y no se escribe nada antes de que hayas visto qué cambiaría.',
  drop: 'Suelta un archivo aquí',
  choose: 'Elegir un archivo',
  kinds: '.csv, .tsv o .xlsx, hasta 5 MB y 5.000 filas',
  paste: 'O pega celdas de una hoja de cálculo',
  pasteHint: 'Con la fila de encabezados, si la hay.',
  readCells: 'Leer las celdas',
  never:
    'Fechas de nacimiento, identificadores escolares, direcciones y lo que a un niño le gusta o necesita se dejan fuera, tenga lo que tenga la lista. De los nombres se guarda el primero.',
  reading: 'Leyendo la lista',
  stop: 'Parar',
  again: 'Usar otra lista',

  exportTitle: 'Llevarse la lista',
  exportWhat:
    'Todas las personas de este círculo en una hoja de cálculo. Los contactos van tapados, como los ves aquí; si se vuelve a leer, no cambia nada.',
  exportDo: 'Descargar la lista',

  columns: 'Columnas',
  columnsUsed: (used, all) => `Se usan ${used} de ${all}`,
  columnMeans: (header) => `Qué significa «${header}»`,
  columnNamed: (number) => `Columna ${number}`,
  holds: 'Contiene',
  means: 'Significa',
  headerRow: 'Los encabezados están en',
  row: (row) => `Fila ${row}`,
  noHeader: 'No hay',
  groups: { kid: 'Niño', guardian: (number) => `Adulto ${number}`, other: 'Otros' },
  meanings: {
    'kid-first': 'Niño: nombre',
    'kid-surname': 'Niño: apellidos',
    'kid-full': 'Niño: nombre completo',
    'kid-full-surname-first': 'Niño: apellidos y nombre',
    home: 'Hogar (filas con la misma entrada)',
    unused: 'No se usa',
    ...guardianColumns,
  } as Partial<Record<Meaning, string>>,
  refused: 'Se dejan fuera',
  refusedWhy: {
    'birth-date': 'no se guardan fechas de nacimiento',
    'school-id': 'no se guardan identificadores escolares',
    address: 'una dirección se da a los invitados, por un día',
    likes: 'solo un niño o su propio adulto dice lo que le gusta',
    health: 'cada familia cuenta a quien recibe lo que debe saber',
    personal: 'aquí no hace falta',
  },

  summary: (kidCount, guardianCount, unclear) =>
    [
      kids(kidCount),
      guardians(guardianCount),
      ...(unclear === 0 ? [] : [unclear === 1 ? '1 fila dudosa' : `${unclear} filas dudosas`]),
    ].join(', '),
  nothingYet: 'Aún no se ha escrito nada, y no se envía nada con ello.',
  nothingNew: 'Esta lista no cambia nada: todas sus personas están en el círculo tal como dice.',
  changes: (newKids, newGuardians, changed, gone) =>
    [
      ...(newKids + newGuardians === 0 ? [] : [`Nuevo: ${kids(newKids)}, ${guardians(newGuardians)}.`]),
      ...(changed === 0 ? [] : [`Con cambios: ${changed}.`]),
      ...(gone === 0 ? [] : [`Fuera de esta lista, y sin tocar: ${gone}.`]),
    ].join(' '),
  toldAgain: (rows) => (rows === 1 ? '1 fila solo repite otra.' : `${rows} filas solo repiten otras.`),
  noKidColumn: 'Ninguna columna tiene aún los nombres de los niños. Di cuál es.',

  questions: 'Solo tú lo sabes',
  openQuestions: (open) =>
    open === 0
      ? 'Todo está respondido.'
      : open === 1
        ? '1 fila espera tu respuesta.'
        : `${open} filas esperan tu respuesta.`,
  allAlike: (count) => `Las ${count} por igual`,
  sameKid: (row, name, with_, other, where) =>
    `La fila ${row} tiene a ${name} con ${with_}. ${other} ${where}. ¿Es el mismo niño?`,
  sameGuardian: (row, name, other, where) =>
    `La fila ${row} nombra a ${name}. ${other} ${where}. ¿Es la misma persona?`,
  home: (row, name, shared, others) =>
    `La fila ${row} tiene a ${name} junto con ${shared}, que en otra parte está con ${others}. ¿Quién vive con quién?`,
  isInRow: (row, with_) => (with_ ? `está en la fila ${row} con ${with_}` : `está en la fila ${row}`),
  isHere: (with_) => (with_ ? `está en el círculo con ${with_}` : 'está en el círculo'),
  nobody: 'nadie',
  choices: {
    'two-homes': 'Un niño, dos hogares',
    'one-home': 'Un hogar',
    'two-kids': 'Dos niños',
    same: 'La misma persona',
    different: 'Dos personas',
    'new-home': (name) => `${name} tiene otro hogar`,
    moves: (shared, name) => `${shared} vive con ${name}`,
  },
  homesApart: 'Dos hogares nunca ven los contactos del otro.',

  unclear: 'Filas dudosas',
  unclearWhat: 'Esperan y no retrasan a nadie. Corrígelas en la lista y vuelve a leerla cuando quieras.',
  reasons: {
    'no-kid': 'no tiene niño',
    'no-guardian': 'no tiene adulto',
    'kid-name': 'lo que hay en lugar del niño no es un nombre',
    'guardian-name': 'lo que hay en lugar de un adulto no es un nombre',
    'many-names': 'hay más de seis nombres en una celda',
    'many-people': 'la lista trae más de 12.000 personas; incluye esta fila en la siguiente',
    'same-kid': 'espera tu respuesta de arriba',
    'same-guardian': 'espera tu respuesta de arriba',
    home: 'espera tu respuesta de arriba',
    'which-home': 'sus adultos tienen dos hogares aquí y no dice de cuál es el nuevo',
    several: 'podría ser más de un adulto de aquí',
    crowded: 'un hogar tendría más de 20 adultos, o un adulto más de 30 niños',
    left: 'esta familia dejó el círculo; una lista no la trae de vuelta',
  },
  notes: 'Ya incluidas, y conviene mirarlas',
  noteWords: {
    'bad-email': (about) => `«${about}» no puede ser un correo y se deja fuera`,
    'bad-phone': (about) => `«${about}» no puede ser un teléfono y se deja fuera`,
    'shared-email': (about) => `${about} figura para dos personas y se queda con la primera`,
    'kept-email': (about) => `${about} ya entró y cuida de su propio correo; se queda como está`,
    'kept-phone': (about) => `${about} ya entró y cuida de su propio teléfono; se queda como está`,
    'link-ended': (about) => `quien organiza terminó el vínculo de ${about} con este niño; sigue terminado`,
    'same-name': (about) => `dos niños se llaman ahora ${about}; sus familias pueden cambiarlo`,
  },
  inRow: (row, text) => `Fila ${row}: ${text}`,

  families: 'Familias',
  standing: { new: 'Nueva', changed: 'Con cambios', same: 'Igual', gone: 'Fuera de esta lista' },
  twoHomes: 'dos hogares',
  newEmail: (email) => `correo ${email}`,
  newPhone: (phone) => `teléfono ${phone}`,
  theSame: (count) => (count === 1 ? '1 familia sigue igual' : `${count} familias siguen igual`),
  notListed: (count) =>
    count === 1
      ? '1 familia no está en esta lista; se queda'
      : `${count} familias no están en esta lista; se quedan`,
  showMore: 'Mostrar más',

  apply: (newKids, newGuardians) =>
    newKids + newGuardians === 0
      ? 'Escribir los cambios'
      : `Incluir ${kids(newKids)} y ${guardians(newGuardians)}`,
  applying: (done, of) => `Escribiendo: ${done} de ${of}`,
  stopped: 'Parado. Abajo ves cómo está ahora.',
  done: (kidCount, guardianCount) =>
    `${kids(kidCount)} y ${guardians(guardianCount)} de esta lista están en el círculo`,
  doneUnclear: (rows) =>
    rows === 1
      ? '1 fila sigue dudosa. Corrígela y vuelve a leer la lista.'
      : `${rows} filas siguen dudosas. Corrígelas y vuelve a leer la lista.`,
  doneWhat: 'No se ha avisado a nadie. Da a cada adulto su propia entrada: un papel o un enlace.',
  toHandOuts: 'Imprimir las hojas',
  toPeople: 'Ver a las personas',

  faults: {
    empty: 'No contiene nada.',
    'too-large': 'Pesa más de 5 MB, o descomprimido es más de lo que se puede leer.',
    'too-many-rows': 'Tiene más de 5.000 filas. Divídela e importa las partes una tras otra.',
    'too-many-columns': (row) => `La fila ${row} tiene más de 60 columnas.`,
    'too-slow': 'Leerla tardó demasiado.',
    'old-excel': 'Es un archivo de Excel anterior a 2007. Ábrelo y guárdalo como .xlsx o .csv.',
    'other-sheet': 'Este tipo de hoja de cálculo no se puede leer. Guárdala como .xlsx o .csv.',
    damaged: 'El archivo está dañado o no es una hoja de cálculo.',
    'broken-quotes': (row) => `Hay una comilla sin cerrar en la fila ${row}.`,
  },
  problems: {
    'changed-since':
      'Mientras tanto alguien cambió el círculo. Esto es lo que cambiaría ahora; míralo una vez más.',
    'own-family':
      'Con esta lista responderías por un niño o una niña de otra familia. Eso lo importa otra persona que organice.',
    'too-fast': 'Fue muy rápido. Espera un minuto y vuelve a intentarlo.',
    unreachable: 'No se pudo llegar a Sidegate. No se perdió nada; vuelve a intentarlo.',
    other: 'No funcionó. Vuelve a intentarlo.',
  },
}
