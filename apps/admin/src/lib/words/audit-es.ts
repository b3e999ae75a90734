import type { AuditWords } from './audit-en.ts'

const roles: Record<string, string> = {
  organizer: 'quien organiza',
  safeguarding: 'persona de confianza',
  operator: 'quien opera la casa',
}
const ways: Record<string, string> = {
  copied: 'para copiar',
  mailed: 'por correo',
  printed: 'en papel',
  own: 'para otro dispositivo',
}

export const auditEs: AuditWords = {
  title: 'Registro',
  what: 'Quién hizo qué a quién en este círculo. Las líneas se añaden, nunca se cambian, y se guardan un año. Las familias leen las líneas sobre ellas en su propia página.',
  whatHouse:
    'Lo que se hizo en esta casa y lo que hicieron quienes la operan. Las personas de los círculos aparecen solo por su identificador.',
  none: 'Aún no se ha hecho nada.',
  more: 'Mostrar líneas anteriores',
  newer: 'Hay líneas más recientes. Mostrarlas',
  allShown: 'Este es el comienzo.',
  table: 'Líneas del registro',
  when: 'Cuándo',
  deed: 'Qué se hizo',
  house: 'La casa',
  commandLine: 'El servidor',
  somebody: 'Alguien que ya no está',
  operator: 'Quien opera la casa',
  unknown: (id) => `${id.slice(0, 10)}…`,
  acts: {
    'house-set-up': ({ who }) => `${who} puso en marcha la casa`,
    'house-named': ({ who }) => `${who} cambió el nombre o los ajustes de la casa`,
    'circle-made': ({ who, circle }) =>
      circle ? `${who} creó el círculo ${circle}` : `${who} creó este círculo`,
    'link-issued': ({ who, guardian, detail }) =>
      `${who} creó un enlace nuevo para ${guardian}${ways[String(detail.how)] ? ` (${ways[String(detail.how)]})` : ''}${detail.everywhere ? ' y cerró todas sus sesiones' : ''}`,
    'link-revoked': ({ who, guardian }) => `${who} terminó un enlace de ${guardian}`,
    'device-confirmed': ({ who }) => `${who} confirmó un dispositivo`,
    'device-ended': ({ who }) => `${who} cerró la sesión de un dispositivo`,
    'passkey-added': ({ who }) => `${who} añadió una llave de acceso`,
    'passkey-removed': ({ who }) => `${who} quitó una llave de acceso`,
    'email-changed': ({ who, guardian }) => `${who} cambió la dirección de correo de ${guardian}`,
    'role-given': ({ who, guardian, detail }) =>
      `${who} dio a ${guardian} la función de ${roles[String(detail.role)] ?? 'otra cosa'}`,
    'role-taken': ({ who, guardian, detail }) =>
      `${who} quitó a ${guardian} la función de ${roles[String(detail.role)] ?? 'otra cosa'}`,
    'list-imported': ({ who }) => `${who} importó una lista de clase`,
    'list-exported': ({ who }) => `${who} exportó la lista de clase`,
    'hand-outs-printed': ({ who }) => `${who} preparó hojas con enlaces nuevos`,
    'poster-made': ({ who }) => `${who} preparó un cartel`,
    'poster-revoked': ({ who }) => `${who} terminó un cartel`,
    'let-in': ({ who, guardian }) => `${who} dejó entrar a ${guardian} desde la sala de espera`,
    'turned-away': ({ who }) => `${who} rechazó a alguien en la sala de espera`,
    'guardian-added': ({ who, guardian, family }) => `${who} añadió a ${guardian} a ${family}`,
    'kid-added': ({ who, kid, family }) => `${who} añadió a ${kid} a ${family}`,
    'kid-linked': ({ who, guardian, kid }) => `${who} vinculó a ${guardian} con ${kid}`,
    'name-corrected': ({ who, kid, guardian, family }) =>
      `${who} corrigió el nombre de ${kid || guardian || family}`,
    'kid-link-ended': ({ who, guardian, kid }) => `${who} terminó el vínculo entre ${guardian} y ${kid}`,
    'guardian-left': ({ who }) => `${who} dejó el círculo`,
    'guardian-removed': ({ who, guardian }) => `${who} quitó a ${guardian} del círculo`,
    'answer-told': ({ who, kid, family, hangout }) =>
      `${who} anotó una respuesta que ${family} dio en persona por ${kid}${hangout ? ` (${hangout})` : ''}`,
    'mail-tested': ({ who }) => `${who} probó el correo`,
    'keys-rotated': ({ who }) => `${who} cambió las llaves con que se sellan los nombres`,
  },
}
