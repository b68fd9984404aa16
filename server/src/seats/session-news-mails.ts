import type { Clock } from '@ensemble/shared';
import { isOver } from '@ensemble/shared/seats';
import { type InstancesService, presentInstance } from '../instances/index.ts';
import { handOver } from '../mail/hand-over.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { BookingLinks } from './booking-links.repo.ts';
import type { SeatsNow } from './desk.ts';
import type { SeatsRepo } from './seats.repo.ts';
import type { SessionNews } from './session-news.ts';
import { sessionNewsMail } from './session-news-words.ts';

/** Longer than it takes to tell a full room. A node that died meanwhile is followed by another one then. */
const LEASE_MS = 10 * 60_000;
const AT_ONCE = 50;

export interface SessionNewsDeps {
  repo: Pick<SeatsRepo, 'leaseNews' | 'dropNews' | 'untold' | 'readAll'>;
  links: Pick<BookingLinks, 'addressFor' | 'claimNews' | 'releaseNews'>;
  instances: InstancesService;
  mailer: Mailer;
  clock: Clock;
  publicOrigin: string;
  /** An account's address; null for guests and for accounts that are gone. */
  addressOf(userId: string): Promise<string | null>;
  /** What people call it; null when there is no such city. */
  cityName(slug: string): Promise<string | null>;
}

type Party = { partyName: string; seats: number; waits: boolean };

/** Mails those who count on a session that it is cancelled, or at another time: one mail to each address. */
export class SessionNewsMails {
  readonly #deps: SessionNewsDeps;

  constructor(deps: SessionNewsDeps) {
    this.#deps = deps;
  }

  /** Tells what is left to tell, after any change. What could not be sent is tried at the next one, or by `tellRest`. */
  async tell(now: SeatsNow): Promise<void> {
    const { repo, clock } = this.#deps;
    for (const news of now.news) {
      const nowMs = clock.now();
      if (!(await repo.leaseNews(now.id, news.id, new Date(nowMs), new Date(nowMs + LEASE_MS)))) continue;
      try {
        await this.#tellAll(now, news);
      } catch (error) {
        await repo.leaseNews(now.id, news.id, null, new Date(0));
        throw error;
      }
      await repo.dropNews(now.id, news.id);
    }
  }

  /** Tells what failed, or was left by a node that died. @throws the first failure, when all were tried. */
  async tellRest(): Promise<void> {
    const { repo, clock } = this.#deps;
    const left = await repo.untold(new Date(clock.now()), AT_ONCE);
    const ends = await Promise.allSettled((await repo.readAll(left)).map((now) => this.tell(now)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** An address that takes no mail keeps the others from nothing. @throws the first failure, when all were tried. */
  async #tellAll(now: SeatsNow, news: SessionNews): Promise<void> {
    const { clock, cityName, instances, publicOrigin: origin } = this.#deps;
    const row = await instances.get(now.id);
    const instance = presentInstance(row);
    const last = Math.max(news.from.endsAt.getTime(), news.what === 'moved' ? row.endsAt.getTime() : 0);
    const isBack = news.what === 'moved' && row.startsAt.getTime() === news.from.startsAt.getTime();
    if (last <= clock.now() || (isBack && row.endsAt.getTime() === news.from.endsAt.getTime())) return;
    const city = row.citySlug === undefined ? null : await cityName(row.citySlug);
    const { startsAt, endsAt, timezone } = news.from;
    const from = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), timezone };
    const failures: unknown[] = [];
    for (const [to, parties] of await this.#addressees(now, news)) {
      const mail = sessionNewsMail({ to, what: news.what, instance, from, city, parties, origin });
      await this.#once(`${now.id} ${news.id} ${to.toLowerCase()}`, mail).catch((error: unknown) => {
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Whom to tell of which parties, by address; those whose address nobody knows are left out. */
  async #addressees({ state }: SeatsNow, { what, parties }: SessionNews): Promise<Map<string, Party[]>> {
    const { links, addressOf } = this.#deps;
    const found = new Map<string, { to: string; parties: Party[] }>();
    for (const { reservationId, waits } of parties) {
      const one = state.reservations.find(({ id }) => id === reservationId);
      if (!one || (what === 'moved' && isOver(one.state))) continue;
      const to =
        (await links.addressFor(one.id)) ?? (one.userId === null ? null : await addressOf(one.userId));
      if (to === null) continue;
      const known = found.get(to.toLowerCase()) ?? { to, parties: [] };
      known.parties.push({ partyName: one.partyName, seats: one.seats, waits });
      found.set(to.toLowerCase(), known);
    }
    return new Map([...found.values()].map(({ to, parties: theirs }) => [to, theirs]));
  }

  async #once(name: string, mail: ReturnType<typeof sessionNewsMail>): Promise<void> {
    const { links, clock, mailer } = this.#deps;
    if (!(await links.claimNews(name, new Date(clock.now())))) return;
    try {
      await handOver(mailer.send(mail));
    } catch (error) {
      await links.releaseNews(name);
      throw error;
    }
  }
}
