import { type Document, deserialize, serialize } from 'bson';
import { connect, createServer, type Server, type Socket } from 'node:net';

const HEADER_BYTES = 16;
const OP_MSG = 2013;

/**
 * Stands between an app and its store and takes the guard out of every write on seats: what was decided on an old
 * state is written over whatever is there by then. A fault to be noticed.
 */
export async function openCarelessProxy(storeUrl: string): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(storeUrl);
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const store = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, store],
      [store, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    store.pipe(client);
    let bytes: Buffer = Buffer.alloc(0);
    client.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= HEADER_BYTES && bytes.length >= bytes.readInt32LE(0)) {
        const size = bytes.readInt32LE(0);
        store.write(withoutGuard(bytes.subarray(0, size)));
        bytes = bytes.subarray(size);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: storeUrl.replace(`:${port}`, `:${address.port}`),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A message of one section, as drivers send `findAndModify`; others pass as they are. */
function withoutGuard(message: Buffer): Buffer {
  const bodyAt = HEADER_BYTES + 5;
  if (message.readInt32LE(12) !== OP_MSG || message[bodyAt - 1] !== 0) return message;
  if (bodyAt + message.readInt32LE(bodyAt) !== message.length) return message;
  const command = deserialize(message.subarray(bodyAt), { promoteValues: false });
  const query = command['query'] as Document | undefined;
  if (command['findAndModify'] !== 'session_instances' || !query || !('seatsRev' in query)) return message;
  const body = serialize({ ...command, query: { _id: query['_id'] } });
  const rewritten = Buffer.concat([message.subarray(0, bodyAt), body]);
  rewritten.writeInt32LE(rewritten.length, 0);
  return rewritten;
}
