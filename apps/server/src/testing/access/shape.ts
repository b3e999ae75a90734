/** The fields of a JSON answer as paths, sorted: `families[].name`, and `answers{}` where ids are keys. */
export function shapeOf(value: unknown): string[] {
  const paths = new Set<string>()
  walk(value, '', paths)
  return [...paths].sort()
}

function walk(value: unknown, path: string, paths: Set<string>) {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, `${path}[]`, paths)
    if (value.length === 0) paths.add(`${path}[]`)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      walk(inner, isIdLike(key) ? `${path}{}` : path ? `${path}.${key}` : key, paths)
  } else paths.add(path)
}

const isIdLike = (key: string) => /^[a-z]{3}_|^[0-9A-Za-z]{22}$/.test(key)
