/**
 * All open rooms. First visitors share one load; a room that stays empty for a while is closed, and whoever
 * comes while it closes waits and gets a fresh one, so that no live document is ever torn away (R6).
 */
import { type DocumentAddress, type DocumentKind, formatAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition, StateOf } from '@sidegate/core/documents/definition'
import type { OpenDocument } from '@sidegate/core/documents/open'
import { CLOSE, type RefusalReason } from '@sidegate/core/documents/protocol'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Logger } from 'pino'
import type * as Y from 'yjs'
import type { Clock } from '../clock.ts'
import type { CommandKey } from '../store/commands.ts'
import type { DocumentStore } from '../store/documents.ts'
import { createCommitter } from './committer.ts'
import { Damaged } from './content.ts'
import { createFolder } from './folder.ts'
import type { FoldDocument } from './folding.ts'
import type { CommandEdit } from './history.ts'
import { openStored } from './quarantine.ts'
import type { Quotas } from './quotas.ts'
import { type RefoundOptions, type RefoundReason, refoundRoom } from './refound.ts'
import { Room } from './room.ts'
import type { Member } from './seat.ts'

export interface RoomsOptions {
  documents: DocumentStore
  quotas: Quotas
  clock: Clock
  log: Logger
  /** How long an empty room stays open (ms). */
  idleAfter?: number
  /** How long a room keeps a live document that nobody needs (ms). */
  sleepAfter?: number
  /** So many updates in the log make a snapshot of it. */
  foldAfter?: number
  /** Makes and proves snapshots; by default in a worker. */
  fold?: FoldDocument
  /** Somebody came or left: how many edit now has changed. */
  onEditing?: (address: DocumentAddress) => void
  onCard?: (address: DocumentAddress, card: PlanCard) => void
  onRefused?: (reason: RefusalReason) => void
  /** Somebody took away much at once. */
  onDeletion?: (address: DocumentAddress) => void
}

export type Rooms = ReturnType<typeof createRooms>

const IDLE_AFTER = 10_000
const SLEEP_AFTER = 10_000
const FOLD_AFTER = 200

export function createRooms({
  documents,
  quotas,
  clock,
  log,
  idleAfter = IDLE_AFTER,
  sleepAfter = SLEEP_AFTER,
  foldAfter = FOLD_AFTER,
  fold,
  onEditing,
  onCard,
  onDeletion,
  onRefused,
}: RoomsOptions) {
  const committer = createCommitter({ documents, clock, log })
  const loadingByAddress = new Map<string, Promise<Room | null>>()
  const closingByAddress = new Map<string, Promise<void>>()
  const rooms = new Set<Room>()
  /** Commands and reads that are using a room just now. */
  const holdsByRoom = new Map<Room, number>()
  const idleByRoom = new Map<Room, () => void>()
  /** Documents that turned out damaged while their room was open. */
  const suspects = new Set<string>()
  const folder = createFolder(clock)
  const foldDocument = fold ?? folder.fold
  let cancelRest: (() => void) | null = null
  const refusalsByGuardian = new Map<string, number[]>()
  let isDraining = false
  let showings = 0

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
    const loading = makeRoom(address, key, suspects.delete(key))
      .catch((error: unknown) => {
        if (error instanceof Damaged) return makeRoom(address, key, true)
        throw error
      })
      .then((room) => {
        if (!room) return null
        rooms.add(room)
        watchIdle(room)
        watchRest()
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

  async function makeRoom(address: DocumentAddress, key: string, isSuspect: boolean) {
    const opened = await openStored({ documents, log }, address, isSuspect)
    if (!opened) return null
    return new Room(address, opened.stored, opened.content, {
      committer,
      documents,
      quotas,
      clock,
      log,
      fold: foldDocument,
      foldAfter,
      countRefusal,
      onDamage(error) {
        log.error({ err: error, document: key }, 'document damaged')
        suspects.add(key)
      },
      onCard,
      onDeletion,
    })
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
      .close(isDraining)
      .catch((error: unknown) => log.error({ err: error, document: key }, 'log not folded'))
      .then(() => {
        closingByAddress.delete(key)
      })
    closingByAddress.set(key, closing)
    return closing
  }

  /** Documents that nobody needs live are let go of, some at a time. */
  function watchRest() {
    // Asleep between half of this time and all of it after the last need.
    cancelRest ??= clock.after(sleepAfter / 2, () => {
      cancelRest = null
      for (const room of rooms) room.rest()
      if (rooms.size > 0) watchRest()
    })
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
    let room = await enter(address)
    // Who waited for the same load and had their turn first may have begun to end it.
    while (room && !room.isLive) room = await enter(address)
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

  function countRefusal(guardianId: string, reason: RefusalReason): 'go on' | 'too often' {
    onRefused?.(reason)
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
     * The server's own edit of a document, for a command of `guardianId` (null: the house's), whose key goes to disk with it.
     * Resolves once it is on disk; 'declined': the edit found nothing to do; 'not-saved': the disk did not take it, and nothing of it is left.
     */
    async command(
      address: DocumentAddress,
      guardianId: string | null,
      edit: CommandEdit,
      command?: CommandKey,
    ): Promise<'done' | 'declined' | 'not-saved' | 'not-found'> {
      const outcome = await withRoom(address, (room) => room.command(guardianId, edit, command))
      return outcome ?? 'not-found'
    },

    /** The plain value of what is on disk; null: no such document in this epoch. */
    read<D extends DocumentDefinition>(_definition: D, address: DocumentAddress): Promise<StateOf<D> | null> {
      // The address's kind names the definition, which is the caller's.
      return withRoom(address, (room) => room.read()) as Promise<StateOf<D> | null>
    },

    /** Makes a snapshot of the log, so that what was taken away is nowhere in it. */
    async fold(address: DocumentAddress): Promise<void> {
      await withRoom(address, (room) => room.fold())
    },

    /**
     * A new epoch with what stands in the document and nothing else (refound.ts). Everybody in it is told the new
     * address; who comes meanwhile waits. 'not-found': no such document in this epoch; 'not-saved': it goes on.
     */
    async refound(
      address: DocumentAddress,
      why: RefoundReason,
      options: RefoundOptions = {},
    ): Promise<DocumentAddress | 'not-found' | 'not-saved'> {
      const key = formatAddress(address)
      const refounded = await withRoom(address, (room) => {
        forget(room)
        const refounding = refoundRoom({ documents, log }, room, why, options)
        const over = () => void closingByAddress.delete(key)
        closingByAddress.set(key, refounding.then(over, over))
        return refounding
      })
      if (!refounded || refounded === 'not-saved') return refounded ?? 'not-found'
      if (refounded.card) onCard?.(refounded.address, refounded.card)
      return refounded.address
    },

    /** Looks into the living document, what isn't on disk yet included; null: as in read. */
    look<T>(address: DocumentAddress, look: (document: OpenDocument, doc: Y.Doc) => T): Promise<T | null> {
      return withRoom(address, async (room) => room.look(look))
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

    /** What is open just now, and how many bytes of edits wait for the disk. */
    standing: () => ({
      rooms: rooms.size,
      sockets: members().length,
      waitingBytes: committer.waitingBytes,
    }),

    /** Shows out everyone whom `isOut` names: the one way in which an ended membership or session ends its sockets. */
    closeFor(isOut: (member: Member, address: DocumentAddress) => boolean, code: number, reason?: string) {
      showings++
      for (const { room, member } of members()) if (isOut(member, room.address)) member.close(code, reason)
    },

    /** How often somebody was shown out: who was coming in meanwhile is looked at again. */
    get showings() {
      return showings
    },

    /** What everyone sent is written, everyone is told to come back, nobody comes in. */
    async drain() {
      isDraining = true
      // Whoever goes on typing doesn't hold it up: what comes from now on is not taken, and kept on their phones.
      await Promise.allSettled([...rooms].map((room) => room.stopWriting()))
      for (const { member } of members()) member.close(CLOSE.restarting)
      await Promise.all([...rooms].map(close))
      // What was being founded anew or closed already.
      await Promise.all(closingByAddress.values())
      cancelRest?.()
      await folder.end()
    },
  }
}
