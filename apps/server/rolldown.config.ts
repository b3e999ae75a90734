/** One file that runs on Node alone: the release needs no node_modules. */
import { defineConfig } from 'rolldown'

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  output: { file: 'dist/server.js', format: 'esm', codeSplitting: false },
})
