import type { AroundPlanWords } from './en.ts'

export const es: AroundPlanWords = {
  address: {
    title: 'Dónde exactamente',
    afterYes: 'La dirección aparece aquí después de tu sí.',
    confirmFirst: 'La dirección aparece aquí cuando este teléfono haya mostrado que es tuyo.',
    until: 'La puedes ver hasta que termine el día.',
    copy: 'Copiar',
    copied: 'Copiado',
    write: 'Escribir la dirección',
    change: 'Cambiarla',
    none: 'La verán las casas que digan que sí, hasta que termine el día.',
  },
  helps: {
    title: '¿Algo ayudaría?',
    who: 'Solo lo lee quien organiza este encuentro. Para los demás es un sí como cualquier otro.',
    of: (kid: string) => `Para ${kid}`,
    names: {
      ride: 'Que alguien lo lleve',
      'food-safe': 'Hablar de comida segura',
      'short-visit': 'Una visita corta',
      'adult-stays': 'Se queda un adulto nuestro',
      'bring-nothing': 'No traemos nada',
    },
    keep: 'Decirlo a los anfitriones',
    kept: 'Los anfitriones ya lo pueden leer.',
    told: (organizer: string, kid: string) =>
      `${organizer} anotó lo que dijiste sobre ${kid}. Tu propia respuesta ocupa su lugar.`,
  },
  hosts: {
    draft: 'Por ahora solo lo ve tu familia y quien organiza contigo',
    draftWhole: (circle: string) => `Todo el grupo ${circle} está en la lista.`,
    draftPart: (circle: string) => `Una parte de ${circle} está en la lista.`,
    look: 'Ver la lista y enviar',
    sent: 'Ya se envió. Todas las familias de la lista lo pueden leer.',
    offTitle: 'Este se canceló',
    off: 'Todas las familias de la lista lo pueden ver.',
    back: 'Volver a activarlo',
    list: 'A quién se invita',
    cancel: 'No se puede hacer',
    helps: 'Qué ayudaría',
    helpsOf: (kid: string, helps: string[]) => `${kid}: ${helps.join(', ')}`,
    told: 'Dicho en persona',
    toldOf: (kid: string, organizer: string) => `${kid} (se lo dijo a ${organizer})`,
  },
}
