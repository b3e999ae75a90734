import type { FamilyWords } from './en.ts'

export const es: FamilyWords = {
  title: 'Mi familia',
  circles: 'Tu familia en',
  save: 'Guardar',
  prove: 'Mostrar que eres tú',
  saved: 'Guardado',
  offline: 'Esta página necesita conexión. Lo que escribiste sigue aquí.',

  line: {
    title: 'En sus propias palabras',
    what: 'Una frase sobre tu familia, para los demás adultos. «A Luka le encantaría que lo inviten.»',
    who: (circle) =>
      `La leen: los adultos de ${circle}. Nunca los niños. Por favor, nada sobre los hijos de otras familias.`,
    label: 'Su frase',
    save: 'Decirla',
    said: (day, until) => `Dicha el ${day}. Se apaga el ${until}, si no la repites.`,
    faded: (day) => `Dicha el ${day}, hace más de 90 días: ahora nadie la lee. ¿Sigue siendo verdad?`,
    renew: 'Sigue siendo verdad',
    withdraw: 'Retirarla',
    withdrawn: 'Retirada. Ya nadie la lee.',
    renewed: 'Dicha de nuevo.',
  },

  kids: {
    title: 'Niños y niñas',
    who: 'Nombre de pila, con una inicial si dos se llaman igual. Lo leen: las familias de los encuentros a los que van, quienes los invitan y quienes coordinan.',
    answers: 'Respondes por',
    correct: 'Corregir el nombre',
    label: 'Nombre de pila e inicial',
    none: 'Aquí no hay nadie todavía. Quien coordina tu grupo agrega a los niños.',
    more: '¿Falta alguien? Quien coordina tu grupo agrega a los niños.',
  },
  counted: {
    title: 'Con nombre o contados',
    what: 'Saber quién va anima a decir que sí. Si prefieres que no se les nombre, los tuyos que van se cuentan: «y 2 más».',
    who: 'Quien organiza el encuentro lee el nombre de todos modos; si no, no podría prepararlo.',
    legend: 'Ante los demás invitados',
    options: { no: 'Con nombre', yes: 'Solo contados' },
  },

  guardians: {
    title: 'Adultos de esta familia',
    who: 'Leen los nombres: las familias de los encuentros que planean juntas y quienes coordinan.',
    you: 'tú',
    notYet: 'aún no ha entrado',
    invite: 'Invitar a otro adulto',
    inviteWhat:
      'Para alguien de tu propio hogar. Responde por los mismos niños que tú, con un enlace propio.',
    name: 'Su nombre',
    email: 'Su correo (si quieres)',
    emailWho: 'Solo lo lee esa persona. Con él, Sidegate puede enviarle su enlace.',
    make: 'Invitar',
    link: (name) => `Un enlace para ${name}`,
    linkWhat: 'Es solo suyo: no se lo des a nadie más ni lo abras tú. Se muestra esta única vez.',
    copy: 'Copiar el enlace',
    copied: 'Copiado',
    notCopied: 'Este navegador no copia por sí solo. Marca el enlace y cópialo.',
    share: 'Enviarlo',
    shareText: 'Tu propia entrada a los planes de nuestra familia',
    mailed: 'También se le envió por correo.',
    invitedPlain: 'Ya está en la lista. Quien coordina tu grupo puede darle su enlace.',
  },

  you: {
    title: 'Tú',
    name: 'Tu nombre',
    nameWho: 'Lo leen: las familias de los encuentros que planean juntas y quienes coordinan.',
    email: 'Tu correo',
    emailWho:
      'Solo lo lees tú. Quienes coordinan ven «m…@example.org». Los demás adultos nunca lo ven, tampoco en el otro hogar de tu hijo o hija. Sirve para entrar y para los correos sobre tus planes.',
    phone: 'Tu teléfono',
    phoneWho:
      'Solo lo lees tú. Se mostrará a quien recibe solo el día en que dejes a tu hijo o hija a su cuidado.',
    emailChanged: 'Guardado. Se avisó al correo anterior de que cambió.',
    faults: {
      missing: 'Escribe un nombre, por favor.',
      'too-long': 'Es un poco largo.',
      'no-address': 'No parece una dirección de correo.',
      'no-number': 'No parece un número de teléfono.',
      other: 'Revísalo otra vez.',
    },
  },

  choices: {
    title: 'Correos e idioma',
    legend: 'Correos sobre los planes',
    options: { all: 'Todos', urgent: 'Solo si se mueve o se cancela', none: 'Ninguno' },
    mailsWho: 'Los códigos y enlaces que pidas llegan igual. Nadie sabe qué elegiste.',
    noMail: 'Por ahora esta casa no envía correos.',
    language: 'Idioma de los correos',
    languages: { en: 'English', es: 'Español' },
  },

  devices: {
    title: 'Teléfonos y enlaces',
    what: 'Dónde tienes la sesión abierta y cómo cerrarla allí.',
    open: 'Dónde tengo la sesión abierta',
  },

  audit: {
    title: 'Qué se hizo',
    what: 'Quién cambió algo de tu familia. Lo lee tu familia; quienes coordinan leen lo mismo, sin tus datos de contacto.',
    none: 'Nada todavía.',
    you: 'Tú',
    organizer: (name) => `${name}, coordinación`,
    someOrganizer: 'Alguien de la coordinación',
    operator: 'Quien opera la casa',
    house: 'Sidegate',
    acts: {
      'link-issued': 'se hizo un enlace personal nuevo',
      'link-revoked': 'se anuló un enlace personal',
      'device-confirmed': 'se confirmó un teléfono',
      'device-ended': 'se cerró la sesión de un teléfono',
      'passkey-added': 'se agregó una llave de acceso',
      'passkey-removed': 'se quitó una llave de acceso',
      'email-changed': 'se cambió el correo',
      'role-given': 'se dio un cargo',
      'role-taken': 'se quitó un cargo',
      'list-imported': 'se trajo la lista de la clase',
      'hand-outs-printed': 'se imprimió una hoja con un enlace',
      'let-in': 'entró desde la sala de espera',
      'guardian-added': 'se agregó un adulto',
      'kid-added': 'se agregó un niño o una niña',
      'name-corrected': 'se corrigió un nombre',
      'guardian-left': 'dejó el círculo',
      'guardian-removed': 'fue retirado del círculo',
      'answer-told': 'se anotó una respuesta que diste en persona',
    },
    other: 'algo cambió',
    about: (what, who) => `${what}: ${who}`,
  },

  leave: {
    title: (circle) => `Dejar ${circle}`,
    entry: 'Dejar este círculo',
    what: 'Al instante, en todos tus teléfonos:',
    ends: [
      'ya no lees nada de este círculo, y nadie te escribe sobre él',
      'tus enlaces dejan de servir',
      'se borra lo que este teléfono guarda de él',
    ],
    last: 'Eres el único adulto de tu familia aquí, así que tu familia se va contigo. Lo que ofreció llevar queda libre, y los niños sin otro hogar en este círculo ya no están en ninguna lista.',
    notLast: (names) => `Tu familia se queda: ${names} puede seguir respondiendo.`,
    hosting:
      'Tu familia recibe un encuentro que aún no ha sido. Si nadie lo recibe contigo, se cancela y se avisa a toda la lista.',
    others: 'Tus otros círculos quedan como están.',
    month: 'Los nombres y direcciones se borran a los 30 días.',
    lastOrganizer:
      'Nadie más coordina este círculo. Antes de irte, pide a quien opera la casa que nombre a alguien.',
    lastOperator:
      'Nadie más opera esta instalación, así que no puedes irte desde aquí. Dale antes el cargo a alguien.',
    confirm: 'Sí, dejarlo',
    stay: 'Quedarme',
    done: 'Dejaste el círculo',
    doneWhat: (circle) => `En este teléfono ya no queda nada de ${circle}.`,
  },
}
