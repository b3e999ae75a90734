import type { AroundWords } from './en.ts'

export const es: AroundWords = {
  nav: { label: 'Principal', week: 'Esta semana', circle: 'Círculo', family: 'Familia' },
  says: {
    title: 'Dicen las familias',
    what: 'En sus propias palabras, para los adultos de este círculo.',
    add: 'Decir algo de la tuya',
  },
}
