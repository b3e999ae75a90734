const OURS = /^\/[A-Za-z0-9][A-Za-z0-9/_-]*$/

/** Where somebody wanted to go before coming in: a plain path of ours, else null. The server looks once more. */
export function wayBack(to: string | null): string | null {
  return to !== null && OURS.test(to) ? to : null
}
