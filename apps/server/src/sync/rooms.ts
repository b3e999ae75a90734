/**
 * All open rooms. First visitors share one load; a room that stays empty for a while is closed, and whoever
 * comes while it closes waits and gets a fresh one, so that no live document is ever torn away (R6).
 */
import { type DocumentAddress, type DocumentKind, formatAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition, StateOf } from '@sidegate/core/documents/definition'
import type { OpenDocument } from '@sidegate/core/documents/open'
import { CLOSE } from '@sidegate/core/documents/protocol'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { CommandKey } from '../store/commands.ts'
import type { DocumentStore } from '../store/documents.ts'
import { createCommitter } from './committer.ts'
import type { Quotas } from './quotas.ts'
import { type Member, Room } from './room.ts'

export interface RoomsOptions {
  documents: DocumentStore
  quotas: Quotas
  clock: Clock
  log: Logger
  /** How long an empty room stays open (ms). */
  idleAfter?: number
  /** Somebody came or left: how many edit now has changed. */
  onEditing?: (address: DocumentAddress) => void
  onCard?: (address: DocumentAddress, card: PlanCard) => void
}

export type Rooms = ReturnType<typeof createRooms>

const IDLE_AFTER = 30_000

export function createRooms({
  documents,
  quotas,
  clock,
  log,
  idleAfter = IDLE_AFTER,
  onEditing,
  onCard,
}: RoomsOptions) {
  const committer = createCommitter({ documents, clock, log })
  const loadingByAddress = new Map<string, Promise<Room | null>>()
  const closingByAddress = new Map<string, Promise<void>>()
  const rooms = new Set<Room>()
  /** Commands and reads that are using a room just now. */
  const holdsByRoom = new Map<Room, number>()
  const idleByRoom = new Map<Room, () => void>()
  const refusalsByGuardian = new Map<string, number[]>()
  let isDraining = false

  /** null: no such document in this epoch. Rejects when it can't be loaded whole. */
  async function enter(address: DocumentAddress): Promise<Room | null> {
    const key = formatAddress(address)
    for (;;) {
      await closingByAddress.get(key)
      const loading = loadingByAddress.get(key) ?? load(address, key)
      const room = await loading
      if (!room || room.isLive) return room
      forget(room)
    }
  }

  function load(address: DocumentAddress, key: string): Promise<Room | null> {
    const loading = documents.load(address).then((stored) => {
      if (!stored) return null
      const room = new Room(address, stored, {
        committer,
        documents,
        quotas,
        clock,
        log,
        countRefusal,
        onCard,
      })
      rooms.add(room)
      watchIdle(room)
      return room
    })
    loadingByAddress.set(key, loading)
    // What isn't there, or can't be loaded, is asked for anew the next time.
    loading.then(
      (room) => room ?? loadingByAddress.delete(key),
      () => loadingByAddress.delete(key),
    )
    return loading
  }

  function forget(room: Room) {
    idleByRoom.get(room)?.()
    idleByRoom.delete(room)
    if (rooms.delete(room)) loadingByAddress.delete(formatAddress(room.address))
  }

  function close(room: Room) {
    const key = formatAddress(room.address)
    forget(room)
    const closing = room
      .close()
      .catch((error: unknown) => log.error({ err: error, document: key }, 'log not folded'))
      .then(() => {
        closingByAddress.delete(key)
      })
    closingByAddress.set(key, closing)
    return closing
  }

  function watchIdle(room: Room) {
    idleByRoom.get(room)?.()
    idleByRoom.delete(room)
    if (!rooms.has(room) || !room.isEmpty || holdsByRoom.has(room)) return
    idleByRoom.set(
      room,
      clock.after(idleAfter, () => void close(room)),
    )
  }

  /** Keeps the room open while `use` runs. null: no such document. */
  async function withRoom<T>(address: DocumentAddress, use: (room: Room) => Promise<T>): Promise<T | null> {
    const room = await enter(address)
    if (!room) return null
    holdsByRoom.set(room, (holdsByRoom.get(room) ?? 0) + 1)
    watchIdle(room)
    try {
      return await use(room)
    } finally {
      const left = (holdsByRoom.get(room) ?? 1) - 1
      if (left > 0) holdsByRoom.set(room, left)
      else holdsByRoom.delete(room)
      watchIdle(room)
    }
  }

  function countRefusal(guardianId: string): 'go on' | 'too often' {
    const since = clock.now() - 60_000
    for (const [other, times] of refusalsByGuardian) {
      if ((times.at(-1) ?? 0) <= since) refusalsByGuardian.delete(other)
    }
    const recent = (refusalsByGuardian.get(guardianId) ?? []).filter((at) => at > since)
    recent.push(clock.now())
    refusalsByGuardian.set(guardianId, recent)
    return recent.length >= quotas.refusalsPerMinute ? 'too often' : 'go on'
  }

  function members(): { room: Room; member: Member }[] {
    return [...rooms].flatMap((room) => [...room.members].map((member) => ({ room, member })))
  }

  return {
    /** false: no such document in this epoch. Rejects when it can't be loaded whole. */
    async join(address: DocumentAddress, member: Member): Promise<Room | null> {
      const room = isDraining ? null : await enter(address)
      // The drain may have begun while the document was loading; it knows nothing of this visitor.
      if (!room || isDraining) return null
      room.join(member)
      watchIdle(room)
      onEditing?.(address)
      return room
    },

    leave(room: Room, member: Member) {
      room.leave(member)
      watchIdle(room)
      onEditing?.(room.address)
    },

    /**
     * The server's own edit of a document, for a command of `guardianId`, whose key goes to disk with it.
     * Resolves once it is on disk; 'not-saved': the disk did not take it, and nothing of it is left.
     */
    async command(
      address: DocumentAddress,
      guardianId: string,
      edit: (document: OpenDocument) => void,
      command?: CommandKey,
    ): Promise<'done' | 'not-saved' | 'not-found'> {
      const outcome = await withRoom(address, (room) => room.command(guardianId, edit, command))
      return outcome ?? 'not-found'
    },

    /** The plain value of what is on disk; null: no such document in this epoch. */
    read<D extends DocumentDefinition>(_definition: D, address: DocumentAddress): Promise<StateOf<D> | null> {
      // The address's kind names the definition, which is the caller's.
      return withRoom(address, (room) => room.read()) as Promise<StateOf<D> | null>
    },

    /** How many guardians are in a document now. */
    editing(kind: DocumentKind, id: string): number {
      const here = members().filter(({ room }) => room.address.kind === kind && room.address.id === id)
      return new Set(here.map(({ member }) => member.actor.guardianId)).size
    },

    /** How many distinct guardians are in any of the documents now. */
    editingAny(kind: DocumentKind, ids: ReadonlySet<string>): number {
      const here = members().filter(({ room }) => room.address.kind === kind && ids.has(room.address.id))
      return new Set(here.map(({ member }) => member.actor.guardianId)).size
    },

    /** Shows out everyone whom `isOut` names: the one way in which an ended membership or session ends its sockets. */
    closeFor(isOut: (member: Member, address: DocumentAddress) => boolean, code: number, reason?: string) {
      for (const { room, member } of members()) if (isOut(member, room.address)) member.close(code, reason)
    },

    /** What everyone sent is written, everyone is told to come back, nobody comes in. */
    async drain() {
      isDraining = true
      await committer.drain()
      for (const { member } of members()) member.close(CLOSE.restarting)
      await Promise.all([...rooms].map(close))
    },
  }
}
