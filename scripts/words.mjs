// One thing, one word (VOCABULARY.md). Looks at the names that our code gives to things: files, variables, functions,
// types, fields. Only words that mean nothing else in a program are listed; "event", "child" or "queue" have an
// honest second life in the DOM and in Node, so those are left to the reader.
import { globSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

/** @type {Record<string, string>} avoided word -> what to say */
const SAY = {
  attendance: 'RSVP or arrival',
  attendee: 'guest, or kid who is going',
  birthday: 'nothing: no birth date is kept',
  booking: 'claim',
  family_member: 'guardian or kid',
  kid_account: 'committee seat',
  party: 'hangout',
  rota: 'host rotation',
  team: 'circle',
  team_id: 'circleId',
  tenant: 'circle',
  ticket: 'check-in',
  todo_list: 'slots',
  wishlist: 'wishes',
}

/** The avoided word inside a name, if any: `hostRota`, `host-rota` and `HOST_ROTA` all hold "rota". */
export function avoidedIn(name) {
  const words = `_${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/\W/g, '_')}_`.toLowerCase()
  return Object.keys(SAY).find((word) => words.includes(`_${word}_`) || words.includes(`_${word}s_`))
}

/** Names that a source text declares (not the ones it merely uses, which may be a library's). */
export function declaredNames(path, text) {
  const scripts = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
    : [[text, text]]
  const names = []
  const visit = (node) => {
    if (node.name && ts.isIdentifier(node.name) && !ts.isPropertyAccessExpression(node))
      names.push(node.name.text)
    ts.forEachChild(node, visit)
  }
  for (const [, source] of scripts)
    visit(ts.createSourceFile('source.ts', source ?? '', ts.ScriptTarget.Latest))
  return names
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const paths = globSync('{packages,apps}/*/src/**/*.{ts,svelte}')
  for (const path of paths) {
    for (const name of new Set([path, ...declaredNames(path, readFileSync(path, 'utf8'))])) {
      const word = avoidedIn(name)
      if (!word) continue
      console.error(`${path}: "${name}" says "${word.replaceAll('_', ' ')}"; say ${SAY[word]}`)
      process.exitCode = 1
    }
  }
}
