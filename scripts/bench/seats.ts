/**
 * How fast seats are booked and how soon those who watch see it: npm run bench:seats
 * Real HTTP to an app in a process of its own, clients in another. Beside each figure stands a bare socket.io server
 * in the same run: the ratios say what our side costs; absolute figures say more about the machine.
 */
import { fork } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import type { Ask, Figures, Target } from './seats/clients.ts';
import { type BenchServer, makeSessions, startBare, startEnsemble } from './seats/servers.ts';

const SESSIONS = 200;
const CLIENTS = 100;
const SOCKETS = 1000;
const AIM_PER_SECOND = 800;
const AIM_RATIO = 2;
const ROUNDS = 3;

const child = fork(new URL('./seats/clients.ts', import.meta.url));
function clients(ask: Ask): Promise<Figures> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { figures?: Figures; error?: string }) => {
      if (message.error === undefined) resolve(message.figures ?? { seconds: 0, p50: 0, p99: 0 });
      else reject(new Error(message.error));
    });
    child.send(ask);
  });
}

type Measured = Figures & { cpuMsEach: number; perSecond: number };

async function measured(server: BenchServer, bookings: number, ask: Ask): Promise<Measured> {
  const before = await server.cpuSeconds();
  const figures = await clients(ask);
  const cpuMsEach = (((await server.cpuSeconds()) - before) * 1000) / bookings;
  return { ...figures, cpuMsEach, perSecond: bookings / figures.seconds };
}

const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(9);
const line = (name: string, ...cells: string[]): void => {
  console.log(`  ${name.padEnd(34)}${cells.join('')}`);
};
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const verdict = (met: boolean): string => (met ? 'met' : 'NOT met');
const machine = (): string =>
  `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? '?'} in the last minute`;

const bare = await startBare();
const ensemble = await startEnsemble();
try {
  const { bearer, ids } = await makeSessions(ensemble.url, SESSIONS + ROUNDS + 2);
  const headers = { authorization: `Bearer ${bearer}` };
  const seatsOf = (...instances: readonly string[]): Target => ({
    url: ensemble.url,
    headers,
    paths: instances.map((id) => `/api/instances/${id}/reservations`),
  });
  const bareAt = (path: string): Target => ({ url: bare.url, headers, paths: [path] });
  const [warm = '', watched = '', ...others] = ids;
  const [hot, many] = [others.slice(0, ROUNDS), others.slice(ROUNDS)];
  const rush = (server: BenchServer, target: Target, bookings: number): Promise<Measured> =>
    measured(server, bookings, { kind: 'rush', target, bookings, clients: CLIENTS });

  console.log(`Before: ${machine()}`);
  console.log(
    `\nReservations by ${CLIENTS} clients, each with an Idempotency-Key, each on disk when answered`,
  );
  line('', 'per second'.padStart(11), 'CPU ms each'.padStart(13));
  await rush(ensemble, seatsOf(warm), 1000);
  await rush(ensemble, seatsOf(...many), 1000);
  await rush(bare, bareAt('/rush'), 2000);
  const speed = async (
    name: string,
    server: BenchServer,
    target: Target,
    bookings: number,
  ): Promise<Measured> => {
    const figures = await rush(server, target, bookings);
    line(name, cell(figures.perSecond, 0).padStart(11), cell(figures.cpuMsEach, 2).padStart(13));
    return figures;
  };
  const across: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await speed(`bare POST ${round}`, bare, bareAt('/rush'), 10_000);
    across.push(
      (await speed(`across ${SESSIONS} instances ${round}`, ensemble, seatsOf(...many), 3000)).perSecond,
    );
    await speed(`one hot instance ${round}`, ensemble, seatsOf(hot[round - 1] ?? ''), 1500);
  }
  const best = median(across);
  console.log(
    `  Aim, on an idle machine: ${AIM_PER_SECOND}/s across instances: ${verdict(best >= AIM_PER_SECOND)} (${best.toFixed(0)}/s)`,
  );

  console.log(`\nFrom sending a booking to ${SOCKETS} watching sockets, over all of them (ms)`);
  await clients({ kind: 'watch', name: 'bare', url: bare.url, instanceId: null, sockets: SOCKETS });
  await clients({
    kind: 'watch',
    name: 'ensemble',
    url: ensemble.url,
    instanceId: watched,
    sockets: SOCKETS,
  });
  line('', 'p50'.padStart(9), 'p99'.padStart(9), 'CPU ms per booking'.padStart(21));
  const told = async (name: string, bookings: number, everyMs: number): Promise<Measured> => {
    const [server, target] = name === 'bare' ? [bare, bareAt('/watched')] : [ensemble, seatsOf(watched)];
    const figures = await measured(server, bookings, { kind: 'tell', name, target, bookings, everyMs });
    line(name, cell(figures.p50, 1), cell(figures.p99, 1), cell(figures.cpuMsEach, 1).padStart(21));
    return figures;
  };
  const compare = async (title: string, bookings: number, everyMs: number): Promise<number> => {
    console.log(`  ${title}`);
    const plain = await told('bare', bookings, everyMs);
    const ours = await told('ensemble', bookings, everyMs);
    const ratio = ours.p99 / plain.p99;
    line('  ratio', `  p50 × ${(ours.p50 / plain.p50).toFixed(2)}, p99 × ${ratio.toFixed(2)}`);
    return ratio;
  };
  const ratios: number[] = [];
  await told('bare', 5, 300);
  await told('ensemble', 5, 300);
  for (let round = 1; round <= ROUNDS; round++)
    ratios.push(await compare(`one booking every 400 ms, told at once, round ${round}`, 25, 400));
  console.log(
    `  Aim: p99 within ${AIM_RATIO} × the bare broadcast: ${verdict(median(ratios) <= AIM_RATIO)} (× ${median(ratios).toFixed(2)})`,
  );
  await compare('20 bookings a second, told at most every 250 ms by us, each by the bare one', 100, 50);
  console.log(`\nAfter: ${machine()}`);
} finally {
  child.kill();
  await Promise.all([bare.close(), ensemble.close()]);
}
