/**
 * What mails say, in English and Spanish. A subject names the PTA and nobody else: it shows on locked screens. We name no
 * kid anywhere, nor a family, which is called after its kids; a hangout's title stands in the body alone, and says what its
 * host wrote.
 */
export interface MailWords {
  invited: { subject: string; says: string; way: string; after: string }
  moved: {
    subject: string
    says: string
    back: string
    was: (when: string) => string
    way: string
    after: string
  }
  off: { subject: string; says: string; way: string }
  link: { subject: string; says: (house: string) => string; way: string; after: string }
  code: { subject: string; says: string; after: string; notYou: string }
  letIn: { subject: string; says: (circle: string) => string; way: string }
  device: { subject: string; says: string; way: string; after: string }
  newAddress: { subject: string; says: (house: string) => string; after: string }
  test: { subject: string; says: string }
  personal: string
  foot: (house: string) => string
  choose: string
}

export const en: MailWords = {
  invited: {
    subject: 'A hangout plan for your family',
    says: 'Your family is invited:',
    way: 'See the plan and answer',
    after: 'One tap per kid is an answer. A no is for this time only and needs no reason.',
  },
  moved: {
    subject: 'A hangout plan for your family has changed',
    says: 'This hangout has changed. It is now:',
    back: 'This hangout is on after all:',
    was: (when) => `It was planned for ${when}.`,
    way: 'See the plan',
    after: 'Please look whether your answer still fits.',
  },
  off: {
    subject: 'A hangout for your family is off',
    says: 'This hangout has been called off:',
    way: 'See what else is planned',
  },
  link: {
    subject: 'Your own way in',
    says: (house) => `This is your personal link to the hangouts of ${house}. No password, no app.`,
    way: 'Open my link',
    after: 'Keep this mail: the link goes on working.',
  },
  code: {
    subject: 'Your code to sign in',
    says: 'Type this code where you asked for it. It is good for ten minutes:',
    after: 'Nobody from the PTA will ever ask you for it.',
    notYou: 'You did not ask for a code? Then there is nothing to do: nobody has come in.',
  },
  letIn: {
    subject: 'You are in',
    says: (circle) => `You have been let in to ${circle}. Hangouts and answers are open to you now.`,
    way: 'See what is planned',
  },
  device: {
    subject: 'A new device is signed in',
    says: 'A device has signed in as you:',
    way: 'See where I am signed in',
    after: 'If that was you, all is well. If not, sign it out there.',
  },
  newAddress: {
    subject: 'Your e-mail address was changed',
    says: (house) =>
      `At ${house}, another e-mail address stands beside your name now. Mails no longer come here.`,
    after: 'If that was not you, please tell an organizer of your circle.',
  },
  test: { subject: 'A test', says: 'If you can read this, Sidegate can send mail.' },
  personal:
    'The link in this mail is yours alone: whoever holds it comes in as you, so please do not pass it on.',
  foot: (house) =>
    `Sent by ${house} with Sidegate, which it hosts itself. Nobody reads answers to this address.`,
  choose: 'Choose which mails you get',
}

export const es: MailWords = {
  invited: {
    subject: 'Un plan para tu familia',
    says: 'Tu familia está invitada:',
    way: 'Ver el plan y responder',
    after: 'Basta un toque por cada hija o hijo. Un no vale solo por esta vez y no necesita motivo.',
  },
  moved: {
    subject: 'Ha cambiado un plan para tu familia',
    says: 'Este encuentro ha cambiado. Ahora es:',
    back: 'Este encuentro sí se hace:',
    was: (when) => `Estaba previsto para: ${when}.`,
    way: 'Ver el plan',
    after: 'Mira, por favor, si tu respuesta sigue valiendo.',
  },
  off: {
    subject: 'Se cancela un plan para tu familia',
    says: 'Este encuentro se ha cancelado:',
    way: 'Ver qué más hay previsto',
  },
  link: {
    subject: 'Tu entrada personal',
    says: (house) =>
      `Este es tu enlace personal a los encuentros de ${house}. Sin contraseña y sin aplicación.`,
    way: 'Abrir mi enlace',
    after: 'Guarda este correo: el enlace sigue funcionando.',
  },
  code: {
    subject: 'Tu código para entrar',
    says: 'Escribe este código donde lo pediste. Vale diez minutos:',
    after: 'Nadie de la asociación te lo pedirá nunca.',
    notYou: '¿No pediste ningún código? Entonces no hay nada que hacer: nadie ha entrado.',
  },
  letIn: {
    subject: 'Ya puedes entrar',
    says: (circle) => `Ya formas parte de ${circle}. Puedes ver los encuentros y responder.`,
    way: 'Ver qué hay previsto',
  },
  device: {
    subject: 'Ha entrado un dispositivo nuevo',
    says: 'Un dispositivo ha entrado con tu nombre:',
    way: 'Ver dónde tengo la sesión abierta',
    after: 'Si fuiste tú, todo está bien. Si no, ciérrale la sesión allí.',
  },
  newAddress: {
    subject: 'Tu dirección de correo ha cambiado',
    says: (house) =>
      `En ${house} hay ahora otra dirección de correo junto a tu nombre. Aquí ya no llegan correos.`,
    after: 'Si no fuiste tú, avisa por favor a quien coordina tu círculo.',
  },
  test: { subject: 'Una prueba', says: 'Si puedes leer esto, Sidegate puede enviar correo.' },
  personal:
    'El enlace de este correo es solo tuyo: quien lo tenga entra con tu nombre, así que no lo reenvíes, por favor.',
  foot: (house) =>
    `Enviado por ${house} con Sidegate, en su propio servidor. Nadie lee las respuestas a esta dirección.`,
  choose: 'Elegir qué correos recibo',
}

export const mailWordsOf = (language: string): { language: 'en' | 'es'; words: MailWords } =>
  language === 'es' ? { language, words: es } : { language: 'en', words: en }
