import type { PaperWords } from './en.ts'

export const es: PaperWords = {
  for: (name) => `Para ${name}`,
  what: 'Encuentros que nuestras familias planean juntas',
  qr: (name) => `Código QR: la entrada para ${name}`,
  steps: [
    'Apunta la cámara del teléfono al cuadrado y abre lo que muestra.',
    'Toca el botón. Sin contraseña, sin aplicación, sin cuenta.',
    'Responde por tus niños. Se tarda menos de un minuto.',
  ],
  type: '¿Sin cámara? Escribe esta dirección, con mayúsculas y minúsculas tal como están:',
  privacy:
    'Esta hoja es tu propia llave: quien la tenga puede responder por ti. Las familias de este círculo ven los nombres de pila. Tu teléfono y tu dirección no se muestran si tú no los compartes, y nada va a otras empresas.',
  lost: (organizer) => `¿La perdiste o no es tuya? Avisa a ${organizer}.`,
  strip: (organizer) => `¿Sin teléfono? Rellena esta tira y dásela a ${organizer}.`,
  hangout: 'Encuentro',
  kid: 'Niño o niña',
  going: 'Va',
  maybe: 'Quizás',
  notThisTime: 'Esta vez no',
  again: '«Esta vez no» siempre quiere decir: vuelvan a preguntar.',
  help: 'Podemos ayudar con',
  yourName: 'Tu nombre',
  posterTitle: 'Entra por la puerta del costado',
  posterWhat:
    'Aquí las familias de este círculo planean encuentros juntas. Pequeños, baratos y sin dejar a nadie fuera.',
  posterSteps: [
    'Apunta la cámara del teléfono al cuadrado.',
    'Escribe el nombre de pila de tu niño o niña y el tuyo.',
    'Quien organiza el círculo te deja entrar.',
  ],
  posterQr: 'Código QR: la entrada a la sala de espera',
  posterUntil: (day) => `Vale hasta el ${day}.`,
  posterSlip: '¿Tienes una hoja propia? Escanea esa: te deja entrar enseguida.',
}
