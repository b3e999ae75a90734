import { createContext } from 'svelte'
import { type Answer, ask, type Done, type ValueOf } from '#lib/api/commands.ts'

/** Why a proof is asked for: the last one is too long ago for this step, or this device never gave one. */
export type Cause = 'prove-again' | 'confirm-first'

/**
 * Commands that want to know again who asks (roles, exports, circles) go through here: refused for want of a proof, they
 * wait while the sheet asks for one, and are sent once more after it.
 */
export class Proof {
  cause = $state.raw<Cause | null>(null)
  #answer: ((isProved: boolean) => void) | null = null

  async through<Given extends Answer>(call: () => Promise<Given>): Promise<Done<ValueOf<Given>>> {
    for (;;) {
      const done = await ask(call)
      if (done.ok || !isCause(done.reason)) return done
      if (!(await this.#prove(done.reason))) return { ok: false, reason: 'left', fields: {} }
    }
  }

  /** The sheet's word: shown who it is, or gone away. */
  settle(isProved: boolean) {
    this.cause = null
    this.#answer?.(isProved)
    this.#answer = null
  }

  #prove(cause: Cause): Promise<boolean> {
    this.settle(false) // one sheet at a time; who asked before it has been left
    this.cause = cause
    return new Promise((answer) => {
      this.#answer = answer
    })
  }
}

const isCause = (reason: string): reason is Cause => reason === 'prove-again' || reason === 'confirm-first'

export const [getProof, setProof] = createContext<Proof>()
