// @hocuspocus/server with its defaults; with DATABASE, its SQLite extension too.
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const { PORT, DATABASE } = process.env
const server = new Server({
  port: Number(PORT),
  address: '127.0.0.1',
  quiet: true,
  // Idle connections are counted for longer than a minute.
  timeout: 600_000,
  extensions: DATABASE ? [new SQLite({ database: DATABASE })] : [],
})
await server.listen()
console.log('listening')
