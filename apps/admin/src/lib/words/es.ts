import { auditEs } from './audit-es.ts'
import { circleEs, proofEs } from './circle-es.ts'
import type { Words } from './en.ts'
import { handOutsEs } from './hand-outs-es.ts'
import { houseEs } from './house-es.ts'
import { importEs } from './import-es.ts'
import { peopleEs } from './people-es.ts'
import { setupEs } from './setup-es.ts'
import { waitingEs } from './waiting-es.ts'

export const es: Words = {
  slips: handOutsEs,
  importing: importEs,
  waitingRoom: waitingEs,
  setup: setupEs,
  house: houseEs,
  zoneNow: (zone, time) => `${zone}: allí son las ${time}`,
  zoneHint: 'Una ciudad cercana, como Madrid',
  language: 'Idioma',
  skip: 'Ir al contenido',
  menu: 'Menú',
  console: 'Consola',
  overview: 'Resumen',
  circles: 'Círculos',
  toStart: 'Ir a los encuentros',
  signOut: 'Cerrar sesión',
  close: 'Cerrar',
  toLookAt: 'Por atender',
  nothingToLookAt: 'nada',
  waitingCount: (waiting) => `${waiting} en la puerta`,
  faultCount: (faults) => (faults === 1 ? '1 correo volvió' : `${faults} correos volvieron`),
  careCount: (things) => (things === 1 ? '1 cosa aquí abajo' : `${things} cosas aquí abajo`),
  handOuts: 'Hojas',
  houseAudit: 'Historial',

  proof: proofEs,
  circleWords: circleEs,
  people: peopleEs,
  audit: auditEs,

  loading: 'Cargando',
  nothingTitle: 'Aquí no hay nada',
  nothingText: 'Puede que la dirección tenga un error o que lo que había ya no esté.',
  nothingWayOn: 'Ir al inicio',
  failedTitle: 'Esto no se cargó',
  failedUnreachable: 'No se pudo llegar a Sidegate. Revisa la conexión y vuelve a intentarlo.',
  failedFault: 'Algo falló de nuestro lado. Intentarlo de nuevo suele ayudar.',
  retry: 'Intentar de nuevo',
  stale: (time) => `Sin conexión. Lo que ves es de las ${time}.`,

  familiesIn: 'Familias que ya entraron',
  ofFamilies: (families) => `de ${families}`,
  inOf: (familiesIn, families) => `${familiesIn} de ${families}`,
  hangoutsAhead: 'Encuentros próximos',
  hereNow: 'Aquí ahora',
  live: (editing) => `${editing} en vivo`,
  circle: 'Círculo',
  nextHangout: 'Próximo encuentro',
  host: 'Anfitriones',
  noneYet: 'ninguno aún',
  noCirclesTitle: 'Aún no hay círculos',
  noCirclesText: 'Un círculo es una clase o un equipo. Crea el primero y luego importa su lista de clase.',
  findCircle: 'Buscar un círculo',
  noCircleFound: (sought) => `Ningún círculo se llama «${sought}».`,

  careTitle: 'Para atender',
  readOnlyCount: (documents) =>
    documents === 1 ? '1 plan solo se puede leer' : `${documents} planes solo se pueden leer`,
  readOnlyWhat:
    'Una parte de lo guardado está dañada. Quienes podían leerlo siguen leyendo lo último que estaba entero; si nada lo estaba, no se abre. Nada nuevo se escribe encima. Todo lo demás sigue como siempre.',
  readOnlyDo:
    'En el servidor, «sidegate doctor» dice qué está dañado. Si falla el disco, lleva la carpeta de datos a otro. «sidegate restore» devuelve toda la casa a una copia de seguridad. Este aviso desaparece solo cuando todo vuelve a estar entero.',
  documentKind: { plan: 'Plan', play: 'Plan de los niños', board: 'Tablero de ideas' },
  since: (when) => `desde el ${when}`,
  diskLow: (percent, free) => `Al disco le queda un ${percent} (${free})`,
  diskNearlyFull: (free) => `El disco está casi lleno: quedan ${free}`,
  diskDo:
    'Cuando se llene, no se podrá guardar nada más; leer sí. Haz sitio o lleva la carpeta de datos a un disco más grande.',
  notSaving: 'Ahora mismo no se puede guardar nada',
  notSavingDo:
    'La carpeta de datos no admite escritura: el disco está lleno o solo se puede leer. Los planes se pueden leer, y lo que la gente escribe espera en sus teléfonos.',
  canOnlyBeRead: 'Solo se puede leer',
  canOnlyBeReadWhy: 'Una parte está dañada. Quien administra Sidegate también lo ve.',

  zone: (zone) => `Horario: ${zone}.`,
  wholeCircleHangouts: 'Encuentros para todo el círculo',
  noHangouts: 'Aún no hay nada planeado para todo el círculo.',
  planSomething: 'Planear algo',
  nextPeople:
    'Aún no hay ningún niño en este círculo. Importa la lista de clase tal como la tienes, o añade las familias una por una.',
  nextWaysIn: (families) =>
    `${families === 1 ? '1 familia sigue' : `${families} familias siguen`} sin contacto. Imprime una hoja para cada adulto, o copia un enlace.`,
  hosted: (host) => `Anfitriones: ${host}`,
  state: {
    draft: 'Borrador',
    sent: 'Invitación enviada',
    on: 'En pie',
    'rain-plan': 'Plan de lluvia',
    off: 'Cancelado',
    over: 'Terminado',
  },
  families: 'Familias',
}
