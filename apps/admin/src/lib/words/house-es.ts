import type { houseEn } from './house-en.ts'

export const houseEs: typeof houseEn = {
  title: 'La casa',
  well: 'Bien',
  look: 'Por atender',
  waiting: 'Mirando',
  none: 'Sin configurar',

  settings: 'Nombre, zona horaria, idioma',
  name: 'Nombre de tu asociación o escuela',
  zone: 'Zona horaria',
  zoneWhat: 'Para lo que no es de ningún círculo. Cada círculo tiene la suya.',
  language: 'Idioma de la casa',
  save: 'Guardar',
  saved: 'Guardado.',

  machine: 'La máquina',
  disk: 'Disco',
  diskFree: (free, size) => `${free} de ${size} libres`,
  diskUnknown: 'No se sabe cuánto espacio queda: puede que la carpeta de datos ya no esté.',
  clock: 'Reloj',
  clockRight: (time) => `${time} en el servidor, igual que en este dispositivo`,
  clockOff: (time, minutes) =>
    `${time} en el servidor, a ${minutes === 1 ? 'un minuto' : `${minutes} minutos`} de este dispositivo. De él dependen los códigos y las horas de los encuentros: pon en hora el que esté mal.`,
  backup: 'Última copia de seguridad',
  backupNone: 'Ninguna todavía. En el servidor: «sidegate backup» y el nombre de un archivo.',
  backupAt: (when, size) => `${when}, ${size}`,
  backupOld: (when, size) => `${when}, ${size}. De eso hace más de una semana.`,
  backupKey:
    'Guarda una copia de master.key en otro sitio que las copias: sin ella no se puede leer ningún nombre.',

  address: 'Dirección y conexión',
  publicUrl: 'Dirección',
  addressRight: (address) => `${address}, como dice PUBLIC_URL`,
  addressOther: (here, address) =>
    `Estás en ${here}, y los enlaces, las cookies y las llaves de acceso son para ${address}. Pon en PUBLIC_URL lo que abren las familias.`,
  https: 'https',
  httpsRight: 'Activado: los teléfonos pueden abrir los planes sin conexión y usar llaves de acceso',
  httpsHere:
    'Desactivado, y en esta misma máquina está bien. Los teléfonos lo necesitan para abrir páginas sin conexión y para las llaves de acceso.',
  httpsOff: 'Desactivado',
  plainTitle: 'Lo que no funciona con http en una red',
  plain: [
    'Los planes no se abren sin señal, y nadie puede añadir la página a la pantalla de inicio.',
    'No hay llaves de acceso; se entra con un enlace personal o un código.',
    'Un enlace se puede copiar, pero no pasar a otra aplicación con un toque.',
    'Cualquiera en la misma red puede leer lo que pasa. Vale para probar, no para una escuela.',
  ],
  plainDo: 'Con Caddy, https son dos líneas: están en el README, en «Host it».',
  proxy: 'Proxy inverso',
  proxyNone: 'Ninguno delante, y TRUST_PROXY es 0',
  proxyRight: (hops) =>
    hops === 1 ? 'Hay uno delante, y TRUST_PROXY lo cuenta' : `Hay ${hops} delante, y TRUST_PROXY los cuenta`,
  proxyUncounted: (hops) =>
    `Hay ${hops === 1 ? 'uno' : hops} delante, y TRUST_PROXY es 0: para Sidegate todos los teléfonos son una sola dirección, así que los límites afectan a todos a la vez. Pon TRUST_PROXY=${hops}.`,
  proxyTooMany: (counted, hops) =>
    `TRUST_PROXY cuenta ${counted}, y delante ${hops === 0 ? 'no hay ninguno' : `solo hay ${hops}`}: cualquiera puede fingir otra dirección. Pon TRUST_PROXY=${hops}.`,
  proxyTooFew: (counted, hops) =>
    `TRUST_PROXY cuenta ${counted} de ${hops}. Si todos son tuyos, pon TRUST_PROXY=${hops}.`,
  proxyProtocol: (protocol, address) =>
    `Al proxy se le pidió por ${protocol}, y PUBLIC_URL dice ${address}. Haz que coincidan.`,
  socket: 'Edición en directo (WebSocket)',
  socketRight: 'Llega',
  socketWrong: 'No llega. El proxy tiene que dejar pasar WebSocket en /sync; Caddy lo hace solo.',
  stream: 'Novedades en directo',
  streamRight: 'Llegan enseguida',
  streamHeld: 'Se quedan retenidas por el camino. El proxy tiene que dejar pasar /api/live sin acumularlo.',
  again: 'Mirar otra vez',

  mail: 'Correo',
  mailOff:
    'Desactivado. Todo funciona sin él: los enlaces se copian, se comparten o se imprimen, y quien coordina da otros nuevos.',
  mailOffDo: 'Para activarlo, pon SMTP_URL y MAIL_FROM y arranca de nuevo; .env.example dice cómo.',
  mailFrom: (address) => `Activado, desde ${address}`,
  mailWaiting: (mails) =>
    mails === 1 ? '1 correo espera para salir' : `${mails} correos esperan para salir`,
  mailLast: (when) => `El último salió ${when}.`,
  mailNone: 'Todavía no ha salido ninguno.',
  mailCameBack: (mails) =>
    mails === 1 ? '1 correo volvió esta semana.' : `${mails} correos volvieron esta semana.`,
  mailGivenUp: (mails) =>
    mails === 1
      ? '1 correo no se pudo enviar esta semana.'
      : `${mails} correos no se pudieron enviar esta semana.`,
  mailCameBackDo: 'Quien coordina ve en su círculo de quién.',
  tryTo: 'Enviar una prueba a',
  tryDo: 'Enviar una prueba',
  trying: 'Enviando',
  tryDone: 'El servidor de correo la ha aceptado. Si no llega, mira en la carpeta de spam.',
  noAddress: 'Escribe una dirección de correo entera, por favor.',
  tooFast: 'Fueron muchas pruebas. Espera un minuto, por favor.',
  fault: {
    unreachable:
      'No se pudo llegar al servidor de correo. Comprueba el nombre y el puerto en SMTP_URL, y si esta red deja salir correo.',
    'not-safe':
      'El servidor de correo no ofrece un cifrado fiable, así que no se envió la contraseña. Comprueba el nombre; puede que lo correcto sea smtps:// y el puerto 465.',
    'password-refused': 'El servidor de correo no aceptó el usuario o la contraseña de SMTP_URL.',
    'sender-refused': 'El servidor de correo no envía para la dirección de MAIL_FROM.',
    'address-refused': 'El servidor de correo dice que no existe ese buzón.',
    'mail-refused': 'El servidor de correo no aceptó este correo. Puede que lo tome por spam.',
    later: 'El servidor de correo pide probar más tarde. Sidegate lo hace solo.',
    'too-late': 'No pudo salir a tiempo.',
    broken:
      'El servidor de correo respondió algo que Sidegate no entiende. Su propio registro puede decir más.',
  },
}
