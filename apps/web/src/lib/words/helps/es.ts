import type { HelpsWords } from './en.ts'

export const es: HelpsWords = {
  title: '¿Algo ayudaría?',
  who: 'Solo lo lee quien organiza este encuentro, y desaparece con él. Para los demás es un sí como cualquier otro.',
  of: (kid: string) => `Para ${kid}`,
  keep: 'Decirlo a los anfitriones',
  keepOf: (kid: string) => `Decirlo a los anfitriones, para ${kid}`,
  kept: 'Los anfitriones ya lo pueden leer.',
  none: 'Esto es para quienes van. Primero di que sí y se abre.',
}
