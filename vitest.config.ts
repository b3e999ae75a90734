import { defineConfig } from 'vitest/config'

// One root run for all packages: one vitest per package took five times as long.
const project = (name: string, include: string[]) => ({
  test: { name, include, environment: 'node' as const },
})

export default defineConfig({
  test: {
    // A test says what is right, not how fast: a busy machine must not fail it. What is slow shows in the benchmarks.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      project('core', ['packages/core/src/**/*.test.ts']),
      project('ui', ['packages/ui/src/**/*.test.ts']),
      project('server', ['apps/server/src/**/*.test.ts']),
      project('web', ['apps/web/src/**/*.test.ts']),
      project('admin', ['apps/admin/src/**/*.test.ts']),
      project('tree', ['tests/tree/**/*.test.ts']),
      project('resilience', ['tests/resilience/**/*.test.ts']),
    ],
  },
})
