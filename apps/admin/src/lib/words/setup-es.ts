import type { setupEn } from './setup-en.ts'

export const setupEs: typeof setupEn = {
  title: 'Preparar Sidegate',
  what: 'Unas pocas líneas y tu casa queda abierta. Todo se puede cambiar después.',
  name: 'Nombre de tu asociación o escuela',
  nameHint: 'Es lo primero que ven las familias, en cada página: «AMPA Antonio Machado»',
  zone: 'Zona horaria',
  language: 'Idioma de la casa',
  languageHint: 'Cada persona puede elegir otro.',
  operator: 'Tu propio nombre',
  operatorHint: 'Te encargas de que la casa funcione; por eso no ves ni planes ni respuestas.',
  begin: 'Preparar',
  missing: 'Rellena esto, por favor.',
  tooLong: 'Escribe algo más corto, por favor.',
  noZone: 'Elige una zona horaria de la lista, por favor.',
  ready: (house) => `${house} está en marcha`,
  backTitle: '¿Cómo vas a volver a entrar?',
  backWhat:
    'Este navegador sigue con la sesión abierta. Para el día en que no sea así, guarda una manera de volver.',
  passkey: 'Crear una llave de acceso en este dispositivo',
  passkeyWhat:
    'Tu huella, tu cara o el bloqueo de pantalla abren la consola. Nada que recordar ni que perder en papel.',
  passkeyMade: 'La llave de acceso está creada.',
  passkeyFailed: 'No se creó ninguna llave de acceso. Puedes probar otra vez o guardar un enlace.',
  noPasskey:
    'Las llaves de acceso necesitan https, o un nombre en vez de un número como dirección. Un enlace personal funciona en todas partes.',
  link: 'Guardar un enlace personal',
  linkWhat:
    'Se muestra solo esta vez. Guárdalo como la llave de casa: en un gestor de contraseñas o en papel, en un cajón. Quien lo tenga entra con tu nombre.',
  linkLabel: 'Tu enlace personal',
  copy: 'Copiarlo',
  copied: 'Copiado.',
  notCopied: 'No se pudo copiar. Márcalo y cópialo tú, por favor.',
  lost: '¿Lo perdiste todo? En el servidor, «sidegate invite» imprime un enlace nuevo para ti.',
  onward: 'Ir a la consola',
  deadTitle: 'Este enlace ya no funciona',
  dead: 'Un enlace de preparación sirve una vez, durante una hora y hasta el siguiente arranque del servidor. Si alguien ya preparó la casa, pídele un enlace propio.',
  deadDo: 'Para tener otro, detén el servidor y arráncalo de nuevo: imprime uno.',
  late: 'Este enlace de preparación tiene más de una hora, así que ya no funciona.',
  cutOff:
    'La dirección termina con # y una palabra larga. Cópiala entera de donde la imprimió el servidor, por favor.',
  elsewhere:
    'Sidegate solo admite cambios en una dirección, y esta página está en otra. Abre el enlace tal como lo imprimió el servidor, o pon en PUBLIC_URL la dirección de esta página y arranca de nuevo.',
  tooFast: 'Fueron muchos intentos. Espera un minuto, por favor.',
  failed: 'Algo falló de nuestro lado y no se cambió nada. Prueba otra vez, por favor.',
}
