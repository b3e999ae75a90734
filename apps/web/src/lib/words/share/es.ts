import type { ShareWords } from './en.ts'

const lines = (...parts: string[]) => parts.filter((part) => part).join('\n')

export const es: ShareWords = {
  locale: 'es-US',
  title: 'Compartir en el chat de la clase',
  what: 'El enlace no nombra a nadie. Quien lo abre entra a su propia manera, así que nadie pasa por ti.',
  kind: 'Qué decir',
  kinds: { invited: 'Invitación', moved: 'Cambió la fecha', reminder: 'Recordatorio' },
  text: 'Texto para pegar',
  texts: {
    invited: ({ title, when, area, link }) =>
      lines(`Todas las familias están invitadas: ${title}`, when, area, `Mira el plan y responde: ${link}`),
    moved: ({ title, when, area, link }) =>
      lines(`Esto cambió: ${title}`, `Ahora es ${when}`, area, `¿Vienen? Responde aquí: ${link}`),
    reminder: ({ title, when, area, link, day }) =>
      lines(
        `${{ today: 'Hoy', tomorrow: 'Mañana', later: 'Pronto' }[day]}: ${title}`,
        when,
        area,
        `El plan y quién lleva qué: ${link}`,
      ),
  },
  share: 'Enviarlo',
  copy: 'Copiar',
  copied: 'Copiado',
  notCopied: 'Este navegador no copia solo. Marca el texto y cópialo.',
  make: 'Crear un texto con enlace',
  stop: 'Terminar los enlaces de este encuentro',
  stopSure: 'Sí, terminarlos todos',
  stopWhat: 'Dejan de funcionar en todos los chats. Los enlaces personales siguen.',
  stopped: 'Ya no funciona ningún enlace de chat. Al compartir otra vez se crea uno nuevo.',
  problem: {
    'not-found': 'Ahora no se puede compartir este encuentro.',
    'confirm-first': 'Primero muestra que eres tú.',
    'too-many': 'Ya se crearon muchos enlaces. Uno que enviaste antes sigue funcionando.',
    unreachable: 'Ahora no hay conexión.',
    other: 'No funcionó. Inténtalo otra vez.',
  },
}
