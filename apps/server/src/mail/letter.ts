/** A mail as paragraphs, once; from it the plain text and a small html without images, colours or tracking. */
import { oneLine } from './smtp.ts'

export interface Letter {
  language: string
  subject: string
  /** What it says, in paragraphs. */
  says: string[]
  /** Facts that are looked for at a glance, each a line of its own: a title, a time, a code. */
  facts?: string[]
  way?: { label: string; url: string }
  /** What follows the way on. */
  after?: string[]
  /** Small print. */
  foot: string[]
  footWay?: { label: string; url: string }
}

export function letterToMail(letter: Letter): { subject: string; text: string; html: string } {
  return { subject: oneLine(letter.subject), text: letterToText(letter), html: letterToHtml(letter) }
}

function letterToText({ says, facts = [], way, after = [], foot, footWay }: Letter): string {
  const parts = [
    ...says.map(oneLine),
    ...(facts.length > 0 ? [facts.map((fact) => `  ${oneLine(fact)}`).join('\n')] : []),
    ...(way ? [`${way.label}:\n${way.url}`] : []),
    ...after.map(oneLine),
    // What stands below "-- " is a signature to mail programs.
    ['-- ', ...foot.map(oneLine), ...(footWay ? [`${footWay.label}: ${footWay.url}`] : [])].join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

function letterToHtml({
  language,
  subject,
  says,
  facts = [],
  way,
  after = [],
  foot,
  footWay,
}: Letter): string {
  const paragraph = (text: string) => `<p>${escaped(text)}</p>`
  const link = ({ label, url }: { label: string; url: string }) =>
    `<a href="${escaped(url)}">${escaped(label)}</a>`
  const lines = [
    '<!doctype html>',
    `<html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 34em; margin: 0 auto; padding: 16px">',
    ...says.map(paragraph),
    ...(facts.length > 0
      ? [`<p style="font-size: 18px"><strong>${facts.map(escaped).join('<br>')}</strong></p>`]
      : []),
    ...(way ? [`<p style="font-size: 18px">${link(way)}</p>`] : []),
    ...after.map(paragraph),
    '<hr>',
    `<p style="font-size: 14px">${[...foot.map(escaped), ...(footWay ? [link(footWay)] : [])].join('<br>')}</p>`,
    '</body></html>',
  ]
  return `${lines.join('\n')}\n`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => oneLine(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string)
