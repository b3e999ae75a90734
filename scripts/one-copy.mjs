// Two copies of yjs break `instanceof` and with it every document; two of svelte break every component. So the
// lockfile must hold one copy each, and no manifest may ask for a range that could bring in another.
import { globSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const SINGLE = ['yjs', 'lib0', 'y-protocols', 'svelte', 'vite']
const EXACT = /^(\d+\.\d+\.\d+(-[\w.]+)?|catalog:|workspace:\*)$/

/** Sentences about packages that the lockfile installs more than once, or not at all; empty when all is well. */
export function copyFaults(lockfile) {
  // "snapshots" lists what is really installed: one version with two sets of peers stands there twice.
  const installed = lockfile.split(/^snapshots:$/m)[1] ?? ''
  return SINGLE.flatMap((name) => {
    const copies = [...installed.matchAll(new RegExp(`^  '?(${name}@[^\\s']+?)'?:`, 'gm'))].map(
      (match) => match[1],
    )
    return copies.length === 1 ? [] : [`${name}: ${copies.length} copies (${copies.join(', ') || 'none'})`]
  })
}

/** Sentences about dependencies of one package.json that are not pinned to one exact version. */
export function pinFaults(path, manifest) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${path}: ${name} is "${version}", say "catalog:" or one exact version`),
  )
}

/** The same for the catalog in pnpm-workspace.yaml. */
export function catalogFaults(workspace) {
  const catalog = workspace.split(/^catalog:$/m)[1]?.split(/^\S/m)[0] ?? ''
  return [...catalog.matchAll(/^ {2}"?([^":]+)"?: *(.+)$/gm)]
    .filter(([, , version]) => !EXACT.test(version))
    .map(([, name, version]) => `pnpm-workspace.yaml: ${name} is "${version}", pin one exact version`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const manifests = globSync(['package.json', '{packages,apps,tests}/*/package.json', 'bench/package.json'])
  const faults = [
    ...copyFaults(readFileSync('pnpm-lock.yaml', 'utf8')),
    ...catalogFaults(readFileSync('pnpm-workspace.yaml', 'utf8')),
    ...manifests.flatMap((path) => pinFaults(path, JSON.parse(readFileSync(path, 'utf8')))),
  ]
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length ? 1 : 0
}
