import type { PeopleWords } from './people-en.ts'

export const peopleEs: PeopleWords = {
  title: 'Personas',
  find: 'Buscar una familia',
  findHint: 'Por el nombre de un niño o una niña, de un tutor o de la familia',
  show: 'Mostrar',
  all: 'Todas',
  reached: { in: 'Ya entró', invited: 'Invitada', fault: 'El correo volvió', 'no-link': 'Sin enlace aún' },
  reachedWhy: {
    in: 'Ya abrió un enlace propio.',
    invited: 'Tiene un enlace y aún no lo ha abierto.',
    fault: 'El correo con el enlace volvió. Copia un enlace nuevo o revisa la dirección.',
    'no-link': 'Aún no tiene enlace. Copia uno o imprime las hojas.',
  },
  mailFault: 'El último correo volvió',
  found: (found) => (found === 1 ? '1 familia' : `${found} familias`),
  noneFound: 'Ninguna familia coincide.',
  none: 'Aún no hay nadie en este círculo. Importa una lista de clase o añade una familia a mano.',
  showMore: 'Mostrar más',
  newcomers: (count) =>
    count === 1 ? 'Hay 1 familia nueva. Mostrarla' : `Hay ${count} familias nuevas. Mostrarlas`,
  gone: 'Ya no está en este círculo, o ya no es de este tipo',
  moreShown: (shown, found) => `Se muestran ${shown} de ${found} familias`,
  open: (name) => `Abrir ${name}`,
  addFamily: 'Añadir una familia',
  importList: 'Importar una lista de clase',
  twoHomes: 'dos casas',
  organizer: 'Organiza',
  safeguarding: 'Persona de confianza',
  noContact: 'sin contacto',
  guardians: 'Tutores',
  kids: 'Niños y niñas',
  noKids: 'Aún ninguno.',

  freshLink: 'Enlace nuevo',
  freshLinkOf: (name) => `Enlace nuevo para ${name}`,
  freshLinkWhy: (name) =>
    `Un enlace es la entrada propia de ${name}: quien lo tenga entra como ${name}. Los enlaces anteriores que nadie ha usado terminan con él; los dispositivos que ya entraron siguen dentro.`,
  linkEverywhere: 'Cerrar antes todas las sesiones',
  linkEverywhereWhat: (name) =>
    `Para un teléfono perdido, o si otra persona entró como ${name}: terminan todos los dispositivos, llaves de acceso y enlaces de ${name} en este círculo, y se vuelve a entrar con el enlace nuevo. Si lo copias, tampoco se envían códigos por correo hasta que se confirme de nuevo la dirección.`,
  copyLink: 'Crear un enlace para copiar',
  mailLink: 'Enviarlo por correo',
  noMailFor: (name) => `No hay dirección de correo de ${name}: el enlace solo se puede copiar o imprimir.`,
  linkOf: (name) => `El enlace de ${name}`,
  linkOnce: 'Se muestra solo esta vez y no se guarda en ningún lugar. No se lo des a nadie más.',
  copy: 'Copiar',
  copied: 'Copiado',
  notCopied: 'No se pudo copiar. Marca el enlace y cópialo a mano.',
  linkMailed: (name) => `Un enlace va en camino a ${name} por correo.`,

  correct: 'Corregir',
  correctName: (name) => `Corregir el nombre ${name}`,
  name: 'Nombre',
  familyName: 'Nombre de la familia',
  familyNameHint: 'Si queda vacío, se llama como sus niños y niñas.',
  save: 'Guardar',
  saved: 'Guardado',
  cancel: 'Cancelar',
  back: 'Volver',

  correctEmail: 'Correo electrónico',
  correctEmailOf: (name) => `Correo electrónico de ${name}`,
  correctEmailWhy: 'Cuando entre, solo esa persona cambia su dirección.',

  roles: 'Funciones',
  rolesOf: (name) => `Funciones de ${name}`,
  organizerWhat:
    'Trae a la gente, entrega enlaces y ve quién está en este círculo. No lee por eso planes, respuestas ni deseos.',
  safeguardingWhat:
    'Recibe el aviso cuando alguien denuncia una conversación privada y lee solo los mensajes denunciados.',
  lastOrganizer: 'Un círculo necesita quien lo organice. Dale antes esta función a otra persona.',
  rolesSaved: (name) => `Las funciones de ${name} han cambiado.`,

  endLink: (guardian) => `Terminar el vínculo de ${guardian}`,
  endLinkTitle: (guardian, kid) => `¿Terminar el vínculo entre ${guardian} y ${kid}?`,
  endLinkWhat: (guardian, kid) =>
    `${guardian} deja de ver y de responder por ${kid} en un segundo. No se avisa a nadie, en ninguna de las dos casas; solo queda una línea en el registro de quienes organizan. Una respuesta que esta casa dio por ${kid} a algo próximo se va con él, salvo que otra persona de ahí responda por ${kid}.`,
  endLinkDo: 'Terminar el vínculo',
  lastGuardian: (kid) => `Nadie más responde por ${kid}. Añade antes otro tutor o quita la familia.`,
  linkEnded: 'El vínculo ha terminado.',

  linkKid: (guardian) => `Vincular a ${guardian}`,
  linkKidTitle: (guardian, kid) => `¿Vincular a ${guardian} con ${kid}?`,
  linkKidWhat: (guardian, kid) =>
    `${guardian} ve a qué se invita a ${kid} y responde por ${kid}. No se avisa a nadie más.`,
  linkKidDo: 'Vincular',
  kidLinked: 'El vínculo está hecho.',

  remove: 'Quitar',
  removeTitle: (name) => `¿Quitar a ${name} de este círculo?`,
  removeGuardianWhat: (name) =>
    `${name} queda fuera de todo en un segundo: enlaces, dispositivos y lo que guardaba su teléfono. Los demás tutores de la familia se quedan. Lo que se guarda de ${name} desaparece a los 30 días.`,
  removeFamilyWhat: (name) =>
    `Todos los tutores de ${name} quedan fuera de todo en un segundo: enlaces, dispositivos y lo que guardaban sus teléfonos. Un niño o una niña con otra casa sigue ahí. Lo que se guarda de la familia desaparece a los 30 días.`,
  removeDo: 'Quitar de este círculo',
  removed: (name) => `${name} ya no está en este círculo.`,
  removeFamily: 'Quitar esta familia',
  lastOrganizerStays: 'Es la única persona que organiza el círculo. Dale antes la función a otra.',

  addGuardian: 'Añadir un tutor',
  addKid: 'Añadir un niño o una niña',
  guardianName: 'Nombre de un tutor',
  kidName: 'Nombre de pila del niño o la niña',
  kidNameHint: 'Con una inicial si dos se llaman igual. Sin apellidos ni fechas de nacimiento.',
  anotherKid: 'Otro niño o niña',
  email: 'Correo electrónico, si lo hay',
  emailHint: 'Se guarda sellado. Lo verás abreviado.',
  phone: 'Número de teléfono, si lo hay',
  add: 'Añadir',
  added: (name) => `Se añadió a ${name}.`,

  problems: {
    missing: 'Aquí hace falta un nombre.',
    'too-long': 'Es demasiado largo.',
    'no-address': 'No parece una dirección de correo.',
    'no-number': 'No parece un número de teléfono.',
    own: 'Solo esa persona cambia su dirección.',
    'known-here': 'Esta dirección ya está en este círculo.',
    'last-organizer': 'Un círculo necesita quien lo organice. Dale antes esta función a otra persona.',
    'last-guardian': 'Nadie más responde por este niño o esta niña.',
    operates: 'Esta persona opera la casa: solo quien la opera puede hacerlo.',
    'last-operator':
      'Una casa necesita quien la opere. Crea antes otra persona con el comando sidegate invite.',
    other: 'No se pudo hacer. Inténtalo de nuevo.',
  },
}
