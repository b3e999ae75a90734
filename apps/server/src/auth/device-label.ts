/**
 * What a device is called in "where am I signed in": "Chrome, Android". No version and no model, so that nobody can be
 * told apart by it; it proves nothing. Product names are the same in every language.
 */

// The first that fits: Edge, Samsung's and Firefox's iOS browsers also call themselves Chrome or Safari.
const BROWSERS: [name: string, sign: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
]
const SYSTEMS: [name: string, sign: RegExp][] = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Chromebook', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
]

/** Empty for a program. */
export function deviceLabel(agent: string | undefined): string {
  const first = (known: typeof BROWSERS) => known.find(([, sign]) => sign.test(agent ?? ''))?.[0]
  return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(', ')
}
