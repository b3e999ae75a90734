/** What a header says about its column, in English and Spanish. */
import { wordsOf } from './fold.ts'
import type { GuardianFact, Refusal } from './meanings.ts'

/**
 * One header, read by itself: whose column it is and what stands in it. `whose` of a guardian keeps several guardians
 * apart ("mother", "2"; '' when the header doesn't say which).
 */
export type HeaderSays =
  | { refused: Refusal }
  | { home: true }
  | { who: 'kid' | 'guardian' | null; whose: string; fact: GuardianFact; surnameFirst: boolean }

const list = (words: string) => new Set(words.split(' '))

const REFUSED: readonly (readonly [Refusal, ReadonlySet<string>])[] = [
  ['birth-date', list('birth birthdate birthday birthdays born dob nacimiento nac cumpleanos fdn age edad')],
  [
    'health',
    list(
      'allergy allergies allergic alergia alergias medical medico medica medicina medication medicacion ' +
        'health salud diet dietary dieta insurance seguro doctor pediatrician pediatra iep condition conditions',
    ),
  ],
  [
    'likes',
    list(
      'likes dislikes like interest interests hobby hobbies gusto gustos interes intereses aficion aficiones ' +
        'favorite favourite favorites favourites favorito favorita favoritos notes note notas nota comment ' +
        'comments comentario comentarios observaciones remark remarks wish wishes deseos personality ' +
        'personalidad behavior behaviour conducta friends amigos about',
    ),
  ],
  [
    'personal',
    list(
      'gender sex sexo genero religion race raza ethnicity etnia nationality nacionalidad custody custodia ' +
        'court photo foto picture income lunch',
    ),
  ],
  [
    'school-id',
    list(
      'id ids matricula nia curp dni nie nif passport pasaporte ssn sis expediente legajo enrollment ' +
        'enrolment roll locker cedula rut upn',
    ),
  ],
  [
    'address',
    list(
      'address addresses street calle direccion domicilio city ciudad town poblacion localidad zip postal ' +
        'postcode cp colonia barrio neighborhood neighbourhood apartment apt',
    ),
  ],
]

const KID = list(
  'kid kids child childs children student students pupil pupils player players learner camper scholar nino ' +
    'nina ninos alumno alumna alumnos alumnado estudiante estudiantes hijo hija hijos jugador jugadora menor',
)
const GUARDIAN = list(
  'guardian guardians parent parents mother father mom mum mommy dad daddy carer caregiver tutor tutora ' +
    'padre madre padres mama papa responsable contact contacto apoderado apoderada acudiente adult adulto ' +
    'grandmother grandfather grandma grandpa abuela abuelo stepmother stepfather progenitor encargado',
)
const RELATIONS: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['mother', list('mother mom mum mommy madre mama')],
  ['father', list('father dad daddy padre papa')],
  ['grandmother', list('grandmother grandma abuela')],
  ['grandfather', list('grandfather grandpa abuelo')],
]
const NUMBERS: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['1', list('1 primary main principal one uno primero primera')],
  ['2', list('2 secondary second other two dos segundo segunda secundario otro otra')],
  ['3', list('3 three third tres tercero tercera')],
  ['4', list('4 four fourth cuatro cuarto cuarta')],
]
const EMAIL = list('email emails mail mails correo correos')
const PHONE = list(
  'phone phones tel telephone telefono telefonos tlf tfno cell cellphone mobile movil celular whatsapp',
)
const SURNAME = list('last surname surnames family apellido apellidos')
const FIRST = list('first given forename forenames preferred nickname nombre nombres pila')
const NAME = list('name names full completo nombre')
const HOME = list('home homes household hogar hogares casa')

/** Null when the header says nothing that we know. */
export function readHeader(header: string): HeaderSays | null {
  // "Parent2Email", "E-mail", "guardian1_phone"
  const spaced = header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
  const words = wordsOf(spaced.replace(/e[\s\-_‐-–]+mail/giu, 'email'))
  if (words.length === 0 || words.length > 8) return null
  const has = (known: ReadonlySet<string>) => words.some((word) => known.has(word))
  const isEmail = has(EMAIL)
  const isPhone = has(PHONE)
  if (!isEmail && !isPhone) {
    const isNumber =
      has(KID) && words.some((word) => ['number', 'no', 'num', 'numero', 'code'].includes(word))
    const refusal = isNumber ? 'school-id' : REFUSED.find(([, known]) => has(known))?.[0]
    if (refusal) return { refused: refusal }
  }
  const isGuardian = has(GUARDIAN)
  const who = has(KID) && !isOf(words) ? 'kid' : isGuardian ? 'guardian' : has(KID) ? 'kid' : null
  const whose = whoseOf(words)
  if (isEmail || isPhone) {
    // A kid has no address here, and never a number.
    if (who === 'kid') return { refused: 'personal' }
    return { who, whose, fact: isEmail ? 'email' : 'phone', surnameFirst: false }
  }
  const isSurname = has(SURNAME)
  const isFirst = has(FIRST)
  if (isSurname && (isFirst || words.includes('completo'))) {
    const at = (known: ReadonlySet<string>) => words.findIndex((word) => known.has(word))
    return { who, whose, fact: 'full', surnameFirst: at(SURNAME) < at(FIRST) }
  }
  if (isSurname) return { who, whose, fact: 'surname', surnameFirst: false }
  if (isFirst && !words.includes('completo')) return { who, whose, fact: firstOr(words), surnameFirst: false }
  if (has(NAME) || who) return { who, whose, fact: 'full', surnameFirst: false }
  return has(HOME) && words.length <= 2 ? { home: true } : null
}

/** "Parent of student", "madre del alumno": the guardian is meant. */
function isOf(words: readonly string[]): boolean {
  const guardianAt = words.findIndex((word) => GUARDIAN.has(word))
  const kidAt = words.findIndex((word) => KID.has(word))
  return guardianAt >= 0 && (guardianAt < kidAt || words.length > kidAt + 1)
}

/** "Nombre" may be a first name or all of it: all of it, unless a column of surnames stands beside it (guess.ts). */
const firstOr = (words: readonly string[]): GuardianFact =>
  words.includes('nombre') && !words.includes('pila') ? 'full' : 'first'

function whoseOf(words: readonly string[]): string {
  const find = (known: readonly (readonly [string, ReadonlySet<string>])[], among: readonly string[]) =>
    known.find(([, names]) => among.some((word) => names.has(word)))?.[0]
  return find(RELATIONS, words) ?? find(NUMBERS, words) ?? ''
}
