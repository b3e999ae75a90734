import { randomBytes } from 'node:crypto'
import { newId } from '@sidegate/core/ids'

export const newPointId = () => newId(randomBytes(16))
