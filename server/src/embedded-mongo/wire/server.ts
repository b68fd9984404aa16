import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Engine } from '../commands/engine.ts';
import { Connection } from './connection.ts';

/** Where to listen: a socket file for this user alone, or a port on the loopback interface. */
export type Address = { path: string } | { port: number };

export interface WireServer {
  /** The port in use, for port 0. */
  port: number | undefined;
  close(): Promise<void>;
}

export async function listen(engine: Engine, address: Address): Promise<WireServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new Connection(socket, engine, ++connections);
  });
  await start(server, address);
  if ('path' in address) chmodSync(address.path, 0o600);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function start(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen('path' in address ? address : { ...address, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      // Running out of file descriptors must not end the process.
      server.on('error', () => undefined);
      resolve();
    });
  });
}
