import type { WeekWords } from './en.ts'

export const es: WeekWords = {
  toAnswer: '¿Qué dices?',
  toAnswerFor: (name) => `¿${name}?`,
  title: 'Esta semana',
  waiting: 'Falta tu respuesta',
  ahead: 'En los próximos siete días',
  nothing: 'No hay nada planeado para los próximos siete días.',
  toCircle: 'Ver qué podría ser lo próximo',
  answered: 'Tu respuesta llegó. Puedes cambiarla cuando quieras.',
  back: 'Vuelve a estar tu respuesta de antes.',
  change: 'Cambiar la respuesta',
  send: 'Enviar respuesta',
  answerFor: (title) => `Tu respuesta: ${title}`,
  changeFor: (title) => `Cambiar la respuesta: ${title}`,
  in: (host, circle) => `${host}, ${circle}`,
  circles: 'Tus círculos',
  waits: { sending: 'Enviando', 'on-this-phone': 'En este teléfono, se enviará' },
}
