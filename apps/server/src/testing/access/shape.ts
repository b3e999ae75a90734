/**
 * The fields of a JSON answer that hold something, as paths: `families[].name`, and `answers{}` where ids are keys.
 * What is null or empty tells nothing.
 */
export function shapeOf(value: unknown): Set<string> {
  const paths = new Set<string>()
  walk(value, '', paths)
  return paths
}

function walk(value: unknown, path: string, paths: Set<string>) {
  if (Array.isArray(value)) for (const one of value) walk(one, `${path}[]`, paths)
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      walk(inner, isIdLike(key) ? `${path}{}` : path ? `${path}.${key}` : key, paths)
  } else if (value !== null) paths.add(path)
}

const isIdLike = (key: string) => /^[a-z]{3}_|^[0-9A-Za-z]{22}$/.test(key)
