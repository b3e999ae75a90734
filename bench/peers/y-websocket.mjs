// @y/websocket-server as it starts itself, in memory.
import '@y/websocket-server/server'
