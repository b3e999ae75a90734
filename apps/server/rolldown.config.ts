/** Files that run on Node alone: the release needs no node_modules. */
import { defineConfig } from 'rolldown'

const bundle = (input: string, file: string) => ({
  input,
  platform: 'node' as const,
  output: { file, format: 'esm' as const, codeSplitting: false },
})

export default defineConfig([
  bundle('src/main.ts', 'dist/server.js'),
  // The server starts these from beside itself: a worker, and a process.
  bundle('src/sync/folding-worker.ts', 'dist/folding-worker.js'),
  bundle('src/import/reading-process.ts', 'dist/reading-process.js'),
])
