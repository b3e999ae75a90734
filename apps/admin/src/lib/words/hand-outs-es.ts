import type { HandOutsWords } from './hand-outs-en.ts'

export const handOutsEs: HandOutsWords = {
  title: 'Hojas para repartir',
  what: 'Una hoja para recortar por cada adulto, con un código QR que le deja entrar, y una tira para responder en papel si la familia no tiene teléfono.',
  whom: 'Para quién',
  notIn: (families) =>
    families === 1 ? 'La familia que aún no entró' : `Las ${families} familias que aún no entraron`,
  allIn: 'Ya entraron todas las familias. ¿Para quién quieres hojas nuevas?',
  choose: 'Las familias que yo elija',
  families: 'Familias',
  guardians: (guardians) => (guardians === 1 ? '1 adulto' : `${guardians} adultos`),
  isIn: 'ya entró',
  paper: 'Papel',
  papers: { letter: 'Carta', a4: 'A4' },
  language: 'Idioma para quienes no sabemos cuál prefieren',
  languages: { en: 'English', es: 'Español' },
  strip: 'La tira de papel pregunta por',
  stripLine: 'Una línea para escribir',
  noStrip: 'Sin tira de papel',
  fresh:
    'Cada hoja es una entrada nueva. Las anteriores que nadie usó dejan de valer; los dispositivos que ya entraron siguen dentro.',
  make: 'Hacer las hojas',
  making: 'Haciendo las hojas',
  made: (slips) => (slips === 1 ? '1 hoja está lista' : `${slips} hojas están listas`),
  once: 'Imprímelas ahora: los códigos se muestran solo esta vez y no se guardan. Quien tenga una hoja puede entrar con ella.',
  print: 'Imprimir',
  again: 'Elegir de nuevo',
  withoutSlip: 'No aparecen las familias sin un adulto a quien dar una hoja.',
  preview: 'Lo que se imprimirá',
  problems: { chosen: 'Elige al menos una familia.', other: 'No funcionó. Inténtalo de nuevo.' },
}
