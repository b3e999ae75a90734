/** P14: `pnpm --filter @sidegate/resilience readers`. SOCKETS that stop reading: how much memory they take, and how soon they are gone. */
import { askProbe, inMB, inMs, PROBED } from '../probed.ts'
import { writeResult } from '../results.ts'
import { makeServer } from '../server.ts'
import { stopReaders } from './stopped-readers.ts'

const SOCKETS = Number(process.env.SOCKETS ?? 200)
const RSS_BOUND = 64 * 1024 * 1024
const GONE_WITHIN = 10_000

const server = await makeServer({ families: 14, node: PROBED })
await server.start()
const told = await stopReaders(server, SOCKETS)
const end = await askProbe(server)
const faults = [...told.faults, ...server.log]
const { code } = await server.terminate()
if (code !== 0) faults.push(`the server ended with ${code}`)
await server.remove()
if (told.rssGrowth > RSS_BOUND) faults.push(`memory grew by ${inMB(told.rssGrowth)} MB`)
if (told.goneAfter > GONE_WITHIN) faults.push(`they were gone after ${inMs(told.goneAfter)}`)
writeResult({
  name: 'readers',
  title: 'Readers that stop reading (P14)',
  command: `SOCKETS=${SOCKETS} pnpm --filter @sidegate/resilience readers`,
  rows: [
    ['sockets that stopped reading', told.sockets],
    ['sent to each', `${inMB(told.sentToEach)} MB`],
    ['memory (RSS) grew at most by', `${inMB(told.rssGrowth)} MB`],
    ['buffers grew at most by', `${inMB(told.externalGrowth)} MB`],
    ['all gone, after the last byte', inMs(told.goneAfter)],
    ['whoever read on', told.isReaderWell ? 'heard everything' : 'did not'],
  ],
  faults,
  data: { told, end },
})
process.exit()
