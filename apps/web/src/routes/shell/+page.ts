// The page that the service worker answers failed navigations with: no data, rendered in the browser alone.
export const prerender = true
export const ssr = false
