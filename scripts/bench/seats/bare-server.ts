/**
 * What the figures stand beside: socket.io of the same version and transport with a POST that is told to everybody
 * who watches. No store, no rights, no rules. Prints its address; GET answers the CPU seconds it has used.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** By path: each is something of its own that is booked. */
const booked = new Map<string, number>();
const server = createServer((req, res) => {
  const answer = (status: number, body: object): void => {
    const text = JSON.stringify(body);
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  };
  if (req.method !== 'POST') {
    const { user, system } = process.cpuUsage();
    answer(200, { cpuSeconds: (user + system) / 1e6 });
    return;
  }
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const { seats } = JSON.parse(Buffer.concat(chunks).toString()) as { seats: number };
    const path = req.url ?? '';
    const taken = (booked.get(path) ?? 0) + seats;
    booked.set(path, taken);
    const instanceId = '0123456789abcdef01234567';
    const counts = { instanceId, version: taken, capacityMin: null, capacityMax: 100_000, taken, held: 0 };
    io.emit('seats', { ...counts, left: 100_000 - taken, waitlisted: 0, status: 'scheduled' });
    answer(201, counts);
  });
});
const io = new Server(server, { serveClient: false, transports: ['websocket'] });
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
