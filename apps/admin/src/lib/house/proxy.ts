/** Whether what the proxies in front tell fits what the server was told of them. */
import type { HouseHealth } from '#lib/api/house.ts'

export type ProxyFinding =
  | { is: 'none' }
  | { is: 'right'; hops: number }
  /** Proxies that TRUST_PROXY, 0, knows nothing of. */
  | { is: 'uncounted'; hops: number }
  | { is: 'too-many' | 'too-few'; counted: number; hops: number }
  /** Asked by http where PUBLIC_URL says https, or the other way round. */
  | { is: 'other-protocol'; protocol: string }

export function lookAtProxy({ publicUrl, trustProxy, seen }: HouseHealth['address']): ProxyFinding {
  const { hops, protocol } = seen
  if (hops === 0 && trustProxy === 0) return { is: 'none' }
  if (trustProxy === 0) return { is: 'uncounted', hops }
  if (trustProxy > hops) return { is: 'too-many', counted: trustProxy, hops }
  if (protocol !== null && `${protocol}:` !== new URL(publicUrl).protocol)
    return { is: 'other-protocol', protocol }
  if (trustProxy < hops) return { is: 'too-few', counted: trustProxy, hops }
  return { is: 'right', hops }
}
