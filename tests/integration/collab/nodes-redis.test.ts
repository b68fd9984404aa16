import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe } from 'vitest';
import { openRedisBus } from '../../../server/src/collab/index.ts';
import { ListLog } from '../../support/collab-server.ts';
import { nodesBehave } from './nodes.ts';
import type { Line } from './nodes.ts';

let redis: ChildProcess | undefined;
let redisPort = 0;
const servers: Server[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

beforeAll(async () => {
  if (spawnSync('redis-server', ['--version']).error) {
    throw new Error('redis-server is needed for this test: apt-get install -y redis-server');
  }
  redisPort = await freePort();
  const settings = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  redis = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of redis.stdout ?? []) if (String(chunk).includes('eady to accept')) break;
  redis.stdout?.resume();
});

afterAll(() => {
  for (const server of servers) server.close();
  redis?.kill('SIGKILL');
});

/** A wire to Redis that can be cut without Redis noticing on the other node. */
async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const proxy = createServer((near) => {
    near.on('error', () => undefined);
    if (isCut) return void near.destroy();
    const far = connect(redisPort, '127.0.0.1');
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
    sockets.add(near);
  });
  servers.push(proxy);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const bus = openRedisBus(`redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`, new ListLog());
  await bus.ready();
  return {
    bus,
    cut: async () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: async () => {
      isCut = false;
      await bus.ready();
    },
  };
}

describe('two nodes on Redis', () => {
  nodesBehave(async () => [await openLine(), await openLine()]);
});
