import type { AroundPlanWords } from './en.ts'
import { helpsIn } from './helps-in.ts'

const helps: AroundPlanWords['helps'] = {
  ride: 'Que alguien lo lleve',
  'food-safe': 'Hablar de comida segura',
  'short-visit': 'Una visita corta',
  'adult-stays': 'Se queda un adulto nuestro',
  'bring-nothing': 'No traemos nada',
}

export const es: AroundPlanWords = {
  helps,
  helpsOf: helpsIn(helps),
  ask: '¿Algo ayudaría?',
  who: 'Solo lo leen los anfitriones.',
  kept: 'Los anfitriones ya lo pueden leer.',
  told: (organizer: string, kid: string) =>
    `${organizer} anotó lo que dijiste sobre ${kid}. Tu propia respuesta ocupa su lugar.`,
  where: 'Dónde exactamente',
  afterYes: 'La dirección aparece aquí después de tu sí.',
  confirmFirst: 'La dirección aparece aquí cuando este teléfono haya mostrado que es tuyo.',
  until: 'La puedes ver hasta que termine el día.',
  copied: 'Copiado',
  write: 'Escribir la dirección',
  change: 'Cambiarla',
  forYes: 'La verán las casas que digan que sí, hasta que termine el día.',
  draft: 'Por ahora solo lo ven ustedes, los anfitriones',
  whole: (circle: string) => `Todo el grupo ${circle} está en la lista.`,
  part: (circle: string) => `Una parte de ${circle} está en la lista.`,
  look: 'Ver la lista y enviar',
  sent: 'Ya se envió. Todas las familias de la lista lo pueden leer.',
  off: 'Este se canceló',
  offWhat: 'Todas las familias de la lista lo pueden ver.',
  back: 'Volver a activarlo',
  list: 'A quién se invita',
  cancel: 'No se puede hacer',
  toldTitle: 'Dicho en persona',
  toldOf: (kid: string, organizer: string) => `${kid} (se lo dijo a ${organizer})`,
}
