import type { JoiningWords } from './en.ts'

export const es: JoiningWords = {
  title: 'Entra por la puerta del costado',
  what: 'Dos nombres, y quien organiza el círculo te deja entrar.',
  kid: 'Nombre de pila de tu niño o niña',
  kidHint: 'El nombre, y una inicial si dos lo comparten.',
  name: 'Tu nombre de pila',
  email: 'Tu correo',
  emailHint: 'Puedes dejarlo vacío. Con él te escribimos cuando hayas entrado.',
  ask: 'Pedir entrada',
  privacy: 'Solo lo leen quien organiza el círculo y la familia de ese niño o niña. A los 30 días se borra.',
  slip: '¿Tienes una hoja o un enlace propio? Usa eso: te deja entrar enseguida.',
  overTitle: 'Este cartel ya no está en uso',
  over: 'Pide uno nuevo a quien organiza el círculo, o un enlace para ti.',
  again:
    'Mira otra vez lo que escribiste: el nombre del niño o la niña, el tuyo, y un correo solo si quieres.',

  waitingTitle: 'Se lo hemos pedido a quien organiza el círculo',
  waitingWhat: 'Esta página se abre sola en cuanto eso pase. Puedes cerrarla y volver en este teléfono.',
  soonerTitle: 'Para entrar antes',
  soonerSlip: 'Escanea la hoja que trajo tu niño o niña, o abre el enlace que te enviaron.',
  soonerFamily: '¿Ya entró alguien de tu familia? Puede dejarte entrar desde la página del círculo.',
  soonerMail: '¿Quien organiza el círculo tiene tu correo?',
  soonerCode: 'Envíenme un código',
  inTitle: 'Ya puedes entrar',
  inWhat: 'Quien organiza el círculo, o tu familia, te dejó entrar.',
  come: 'Entrar',
  noneTitle: 'Aquí no espera nadie',
  none: 'Escanea otra vez el cartel o pide un enlace propio a quien organiza el círculo.',

  asks: (kid) => `Alguien pide entrar como responsable de ${kid}`,
  asksName: (name) => `El nombre que dio: ${name}.`,
  asksNameless: 'Pregunta en tu familia si es alguien de ustedes.',
  asksWhat:
    'Solo lo leen tu familia y quien organiza el círculo. Si es de ustedes, entra como responsable de tu familia.',
  letIn: (name) => `Sí, es ${name}`,
  letInNameless: 'Sí, es de los nuestros',
  notUs: 'No es de los nuestros',
}
