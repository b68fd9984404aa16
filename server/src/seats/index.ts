import type { Connection } from 'mongoose';
import { seatCountsView } from '@ensemble/shared/seats';
import type { Accounts } from '../accounts/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import type { Live } from '../live/live.ts';
import type { Job } from '../scheduler/scheduler.ts';
import { SeatDesk } from './desk.ts';
import { lapseJob } from './seats.job.ts';
import { SeatsRepo } from './seats.repo.ts';
import { seatRoutes } from './seats.routes.ts';
import { SeatsService } from './seats.service.ts';

/** The face of the seats domain for the other domains. */
export type { AllocatedLine, Allocation } from './allocation.ts';
export type { SeatsService } from './seats.service.ts';

export interface Seats {
  service: SeatsService;
  jobs: Job[];
  connect(doors: { live: Live; background(work: Promise<unknown>): void }): RouteDefinition[];
}

export async function createSeats({
  connection,
  accounts,
  instances,
}: {
  connection: Connection;
  accounts: Accounts;
  instances: InstancesService;
}): Promise<Seats> {
  const repo = new SeatsRepo(connection);
  await repo.init();
  const desk = new SeatDesk(repo);
  const service = new SeatsService(repo, desk);
  instances.seatRule = service.rule;
  accounts.guestLinks.register((guestId, accountId) => repo.handOver(guestId, accountId));
  return {
    service,
    jobs: [lapseJob(service)],
    connect({ live, background }) {
      desk.onChange(({ id, state, nowMs, citySlug }) =>
        live.seatsChanged(seatCountsView(id, state, nowMs), citySlug),
      );
      const tell = async (id: string, citySlug: string | null): Promise<void> => {
        for (const counts of await service.countsOfAll([id])) live.seatsChanged(counts, citySlug);
      };
      instances.onChange(({ _id, citySlug = null }) => background(tell(_id.toHexString(), citySlug)));
      live.addToSnapshots(async (snapshot) => {
        snapshot.seats = await service.countsOfAll(snapshot.instances.map(({ id }) => id));
      });
      return seatRoutes({ instances, seats: service });
    },
  };
}
