/** The part that somebody plays towards one thing: a hangout, a circle, or the installation. */
export type Part = 'host' | 'co-host' | 'guest' | 'guardian' | 'organizer' | 'operator' | 'seat' | 'server'
