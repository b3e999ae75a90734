/** Everybody of a circle as a list that the import reads back: a row for each kid and home. */
import { maskEmail, maskPhone } from '../people/masks.ts'
import { homeLabels, type PresentCircle } from './roll.ts'

const IN_A_ROW = 2

const HEADERS = {
  en: {
    kid: 'Kid’s first name',
    home: 'Home',
    guardian: (number: number) => [
      `Guardian ${number} first name`,
      `Guardian ${number} e-mail`,
      `Guardian ${number} phone`,
    ],
  },
  es: {
    kid: 'Nombre de pila del niño o la niña',
    home: 'Hogar',
    guardian: (number: number) => [
      `Adulto ${number}: nombre de pila`,
      `Adulto ${number}: correo`,
      `Adulto ${number}: teléfono`,
    ],
  },
}

/**
 * Contacts are masked, as an organizer sees them. On the way back a mask says nothing, and homes and names say who is
 * meant: the list read into the same circle changes nothing.
 */
export function exportGrid(present: PresentCircle, language: string): string[][] {
  const words = HEADERS[language === 'es' ? 'es' : 'en']
  const labels = homeLabels(present.homes)
  const here = present.guardians.filter(({ hasLeft }) => !hasLeft)
  const grid = [[words.kid, words.home, ...words.guardian(1), ...words.guardian(2)]]
  const kidsByGuardian = new Map<string, typeof present.kids>()
  for (const kid of present.kids)
    for (const id of kid.guardianIds) kidsByGuardian.set(id, [...(kidsByGuardian.get(id) ?? []), kid])
  const guardiansByHome = Map.groupBy(here, ({ homeId }) => homeId)
  for (const { id: homeId } of present.homes) {
    const guardians = guardiansByHome.get(homeId) ?? []
    const label = labels.get(homeId) ?? ''
    const kids = new Set(guardians.flatMap(({ id }) => kidsByGuardian.get(id) ?? []))
    for (const kid of kids)
      addRows(
        kid.name,
        label,
        guardians.filter(({ id }) => kid.guardianIds.includes(id)),
      )
    addRows(
      '',
      label,
      guardians.filter(({ id }) => !kidsByGuardian.has(id)),
    )
  }
  return grid

  function addRows(kid: string, home: string, guardians: typeof here) {
    for (let from = 0; from < guardians.length; from += IN_A_ROW) {
      const cells = guardians
        .slice(from, from + IN_A_ROW)
        .flatMap(({ name, email, phone }) => [
          name,
          email === null ? '' : maskEmail(email),
          phone === null ? '' : maskPhone(phone),
        ])
      grid.push([kid, home, ...cells, ...Array<string>(3 * IN_A_ROW - cells.length).fill('')])
    }
  }
}
