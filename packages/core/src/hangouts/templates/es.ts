import type { TemplateId } from './starts.ts'
import type { TemplateWords } from './words.ts'

export const es: Record<TemplateId, TemplateWords> = {
  'backyard-afternoon': {
    title: 'Tarde en el patio',
    what: 'Mesas, algo de picar y juegos al aire libre. Los hermanos son bienvenidos.',
    about:
      'Sin motivo, sin regalos, sin programa. Vengan como estén y quédense lo que quieran.\n\n' +
      'Los hermanos son bienvenidos, y nadie tiene que salir a comprar: traigan lo que haya en casa.',
    rainPlan: 'Bajo techo, y más corta.',
    timeline: [
      { at: 0, title: 'Se abre la puerta, los juegos están fuera' },
      { at: 90, title: 'Algo de picar en las mesas' },
      { at: -15, title: '¿Cuál es la próxima? La elegimos antes de irnos' },
    ],
    slots: [
      { kind: 'bring', title: 'Fruta cortada', quantity: 2, unit: 'fuentes' },
      { kind: 'bring', title: 'Algo salado', quantity: 3, unit: 'bolsas' },
      { kind: 'bring', title: 'Agua y jugo', quantity: 2, unit: 'jarras' },
      { kind: 'bring', title: 'Vasos y servilletas' },
      { kind: 'bring', title: 'Mantas para sentarse', quantity: 3 },
      { kind: 'play', title: 'Una pelota o un frisbee' },
      { kind: 'play', title: 'Tizas para el suelo' },
      { kind: 'help', title: 'Adultos que se quedan', quantity: 2 },
      { kind: 'help', title: 'Recoger al final', quantity: 2 },
    ],
  },
  'board-game-night': {
    title: 'Noche de juegos de mesa',
    what: 'Unas mesas y los juegos que todos tenemos en casa.',
    about:
      'Trae un juego que te guste explicar. Hay una mesa para los ruidosos, otra para los tranquilos y un rincón con ' +
      'libros para descansar.\n\nNo hace falta conocer ninguno: siempre hay quien explica.',
    rainPlan: '',
    timeline: [
      { at: 0, title: 'Se abre la puerta, elige una mesa' },
      { at: 15, title: 'Primeros juegos' },
      { at: 75, title: 'Algo de picar, y todos cambian de mesa' },
      { at: -15, title: '¿Cuál es la próxima? La elegimos antes de irnos' },
    ],
    slots: [
      { kind: 'play', title: 'Un juego para cuatro o más', quantity: 3, unit: 'juegos' },
      { kind: 'play', title: 'Un juego corto para dos', quantity: 2, unit: 'juegos' },
      { kind: 'play', title: 'Una baraja' },
      { kind: 'bring', title: 'Palomitas', quantity: 2, unit: 'fuentes' },
      { kind: 'bring', title: 'Fruta cortada' },
      { kind: 'bring', title: 'Agua y jugo', quantity: 2, unit: 'jarras' },
      { kind: 'help', title: 'Alguien que explique reglas', quantity: 2 },
      { kind: 'help', title: 'Adultos que se quedan', quantity: 2 },
      { kind: 'ride', title: 'Asientos de vuelta', quantity: 3, unit: 'asientos' },
    ],
  },
  'park-and-cornhole': {
    title: 'Parque y cornhole',
    what: 'En el parque, con tablas de cornhole y sitio para correr.',
    about:
      'Nos vemos en el parque: cornhole, una pelota y sitio para correr. Cada quien trae su botella de agua.\n\n' +
      'Llegar tarde o irse antes está bien.',
    rainPlan: 'Al día siguiente, a la misma hora.',
    timeline: [
      { at: 0, title: 'Nos vemos junto al árbol grande' },
      { at: 15, title: 'Cornhole de dos en dos, por sorteo' },
      { at: 75, title: 'Algo de picar en las mantas' },
      { at: -15, title: '¿Cuál es la próxima? La elegimos antes de irnos' },
    ],
    slots: [
      {
        kind: 'play',
        title: 'Tablas y bolsas de cornhole',
        unit: 'juego',
        note: 'También valen dos cubos y calcetines',
      },
      { kind: 'play', title: 'Una pelota blanda' },
      { kind: 'bring', title: 'Manzanas o naranjas', quantity: 2, unit: 'bolsas' },
      { kind: 'bring', title: 'Algo de picar', quantity: 2, unit: 'cajas' },
      { kind: 'bring', title: 'Mantas para sentarse', quantity: 3 },
      { kind: 'bring', title: 'Protector solar y curitas' },
      { kind: 'help', title: 'Adultos que se quedan', quantity: 2 },
      { kind: 'ride', title: 'Asientos hasta el parque', quantity: 3, unit: 'asientos' },
    ],
  },
}
