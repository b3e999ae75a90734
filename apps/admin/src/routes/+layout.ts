// A static console: every address is answered by one file, and the browser asks the API what may be seen.
export const ssr = false
