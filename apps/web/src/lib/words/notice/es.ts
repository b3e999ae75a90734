import type { NoticeWords } from './en.ts'

export const es: NoticeWords = {
  title: (device) => `Un dispositivo nuevo quiere entrar como tú: ${device}, ahora mismo.`,
  device: 'un dispositivo',
  mark: (mark) => `Muestra el número ${mark}.`,
  confirm: 'Soy yo',
  notMe: 'No soy yo',
  confirmed: 'Ya está dentro como tú.',
  gone: 'Su sesión está cerrada. Si otra persona tiene tu enlace, termina también el enlace.',
  devices: 'Dónde tengo la sesión abierta',
  prove: 'Primero muestra que eres tú.',
  failed: 'No funcionó. Inténtalo otra vez.',
  close: 'Cerrar',
}
