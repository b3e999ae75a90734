const TOGETHER = 400 // ms between the two of a double tap, at most
const NEAR = 40 // px that a finger strays between them

type Tap = Pick<MouseEvent, 'timeStamp' | 'clientX' | 'clientY'>

/**
 * Tells a tap of its own from the second one of a double tap: where a list moves up after the first, the second would
 * meet what stood below it.
 */
export function oneTap(): (tap: Tap) => boolean {
  let last: Tap | null = null
  return (tap) => {
    const isOwn =
      !last ||
      tap.timeStamp - last.timeStamp > TOGETHER ||
      Math.hypot(tap.clientX - last.clientX, tap.clientY - last.clientY) > NEAR
    if (isOwn) last = tap
    return isOwn
  }
}
