/** Asks a running server as somebody, the way a program or a plain form does. `json` is whatever came. */
export interface Asking {
  url: string
  token?: string
  cookie?: string
}

export async function ask({ url, token, cookie }: Asking, path: string, init: RequestInit) {
  const headers = new Headers(init.headers)
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (cookie) headers.set('Cookie', cookie)
  const response = await fetch(url + path, { ...init, headers, redirect: 'manual' })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : null,
  }
}

export const get = (who: Asking, path: string) => ask(who, path, {})

/** As scripts send it. */
export const send = (
  who: Asking,
  path: string,
  body: unknown,
  { method = 'POST', ...headers }: Record<string, string> = {},
) =>
  ask(who, path, {
    method,
    headers: { 'Content-Type': 'application/json', Origin: who.url, ...headers },
    body: JSON.stringify(body),
  })

/** As a form without scripts sends it. */
export const submit = (
  who: Asking,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  ask(who, path, {
    method: 'POST',
    headers: { Origin: who.url, ...headers },
    body: new URLSearchParams(fields),
  })
