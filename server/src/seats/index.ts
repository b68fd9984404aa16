import type { Connection } from 'mongoose';
import { seatCountsView } from '@ensemble/shared/seats';
import type { Clock } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import type { Live } from '../live/live.ts';
import type { MailLimits } from '../mail/mail-limits.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Job } from '../scheduler/scheduler.ts';
import { BookingLinks } from './booking-links.repo.ts';
import { BookingMails } from './booking-mails.ts';
import { BookingsRepo } from './bookings.repo.ts';
import { bookingRoutes } from './bookings.routes.ts';
import { BookingsService } from './bookings.service.ts';
import { SeatDesk, type SeatsNow } from './desk.ts';
import { own } from './seats.access.ts';
import { lapseJob, newsJob } from './seats.job.ts';
import { SeatsRepo } from './seats.repo.ts';
import { seatRoutes } from './seats.routes.ts';
import { SeatsService } from './seats.service.ts';
import { SessionNewsMails } from './session-news-mails.ts';

/** The face of the seats domain for the other domains. */
export type { AllocatedLine, Allocation } from './allocation.ts';
export type { SeatsService } from './seats.service.ts';

export interface Seats {
  service: SeatsService;
  jobs: Job[];
  connect(doors: { live: Live; background(work: Promise<unknown>): void }): RouteDefinition[];
}

export interface SeatsOptions {
  connection: Connection;
  clock: Clock;
  accounts: Accounts;
  instances: InstancesService;
  mailer: Mailer;
  publicOrigin: string;
  mailLimits: MailLimits;
  /** What people call a city; null when there is none of that slug. */
  cityName(slug: string): Promise<string | null>;
}

export async function createSeats(options: SeatsOptions): Promise<Seats> {
  const { connection, clock, accounts, instances, mailLimits } = options;
  const repo = new SeatsRepo(connection);
  const links = new BookingLinks(connection, clock);
  await Promise.all([repo.init(), links.init()]);
  const desk = new SeatDesk(repo);
  const service = new SeatsService(repo, desk);
  instances.seatRule = service.rule;
  accounts.guestLinks.register((guestId, accountId) => repo.handOver(guestId, accountId));
  const addressOf = async (userId: string): Promise<string | null> =>
    (await accounts.viewerById(userId))?.email ?? null;
  const mails = new BookingMails({ ...options, links, addressOf });
  const news = new SessionNewsMails({ ...options, repo, links, addressOf });
  const bookings = new BookingsService({
    repo: new BookingsRepo(connection),
    links,
    mails,
    seats: service,
    instances,
    clock,
  });
  return {
    service,
    jobs: [lapseJob(service), newsJob(news)],
    connect({ live, background }) {
      const tell = (now: SeatsNow): void => {
        live.seatsChanged(seatCountsView(now.id, now.state, now.nowMs), now.citySlug);
        background(mails.tellOffers(now));
        if (now.news.length > 0) background(news.tell(now));
      };
      desk.onChange(tell);
      const lookAndTell = async (id: string): Promise<void> => {
        for (const now of await repo.readAll([id])) tell(now);
      };
      instances.onChange(({ _id }) => background(lookAndTell(_id.toHexString())));
      live.addToSnapshots(async (snapshot) => {
        snapshot.seats = await service.countsOfAll(snapshot.instances.map(({ id }) => id));
      });
      return [
        ...seatRoutes({ instances, seats: service }),
        ...bookingRoutes({ bookings, own: own({ instances, seats: service }), limits: mailLimits }),
      ];
    },
  };
}
