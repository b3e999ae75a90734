// What @hocuspocus/extension-sqlite calls: exec, prepare, get, run, close. Both drivers take `{ name }` for `$name`.
import { DatabaseSync } from 'node:sqlite'

export default class Database extends DatabaseSync {}
