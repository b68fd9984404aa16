import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { PlansService } from '../agenda/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import type { MailLimits } from '../mail/mail-limits.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Job } from '../scheduler/scheduler.ts';
import type { SeatsService } from '../seats/index.ts';
import { TripAllocations } from './allocations.ts';
import { offerRoutes, orderRoutes } from './commerce.routes.ts';
import { FitService } from './fit.service.ts';
import { InvitationMails } from './invitation-mails.ts';
import { invitationRoutes } from './invitations.routes.ts';
import { InvitationsService } from './invitations.service.ts';
import { JourneysService } from './journeys.service.ts';
import { OffersService } from './offers.service.ts';
import { OrdersService } from './orders.service.ts';
import { PendingRepo } from './pending.repo.ts';
import { publicTripRoutes } from './public.routes.ts';
import { openTripRepos } from './trips.models.ts';
import { tripRoutes } from './trips.routes.ts';
import { tripRecords, TripsService } from './trips.service.ts';
import { unfinishedJob } from './unfinished.job.ts';

export interface TripsOptions {
  connection: Connection;
  clock: Clock;
  accounts: Pick<Accounts, 'guestLinks'>;
  plans: PlansService;
  instances: InstancesService;
  seats: SeatsService;
  mailer: Mailer;
  mailLimits: MailLimits;
  /** Of the links that are handed out. */
  publicOrigin: string;
  /** Links follow from it. */
  secret: string;
}

export interface Trips {
  jobs: Job[];
  connect(doors: { background(work: Promise<unknown>): void }): RouteDefinition[];
}

/** How people come to sessions that exist: trips, offers and orders, invitations, single travellers, journeys. */
export async function createTrips(options: TripsOptions): Promise<Trips> {
  const { connection, clock, accounts, plans, instances, seats, publicOrigin, secret, mailer, mailLimits } =
    options;
  const repos = await openTripRepos(connection, clock);
  const records = tripRecords(repos, plans);
  const pending = new PendingRepo(connection, clock);
  const allocations = new TripAllocations({ trips: records, pending, seats, clock });
  const trips = new TripsService({ repos, trips: records, allocations, pending, instances, seats });
  const orders = new OrdersService({ repos, plans, instances, clock });
  const offers = new OffersService({ repos, instances, orders, clock });
  const invitations = new InvitationsService({ repos, instances, seats, clock, publicOrigin, secret });
  const mails = new InvitationMails({ instances, mailer, cityName: (slug) => plans.cityName(slug) });
  plans.namesCities('trip', (citySlug) => repos.trips.count({ citySlug }));
  seats.isTrip = async (id) => (await repos.trips.find(id)) !== null;
  accounts.guestLinks.register((guestId, accountId) => invitations.handOver(guestId, accountId));
  return {
    jobs: [unfinishedJob(pending, allocations)],
    connect({ background }) {
      background(offers.resume());
      return [
        ...publicTripRoutes(
          new FitService({ plans, instances, seats, clock }),
          new JourneysService({ plans, instances, seats, clock }),
        ),
        ...tripRoutes(trips),
        ...offerRoutes(offers, orders),
        ...orderRoutes(orders),
        ...invitationRoutes({ invitations, instances, mails, limits: mailLimits, background }),
      ];
    },
  };
}
