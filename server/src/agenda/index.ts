import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import type { Job } from '../scheduler/scheduler.ts';
import { type AgendaLive, tellLive } from './agenda.live.ts';
import { openAgendaRepos } from './agenda.models.ts';
import { cityAgendaRoutes } from './city-agenda.routes.ts';
import { CityAgenda, type SeatCounts } from './city-agenda.service.ts';
import { cityRoutes } from './cities.routes.ts';
import { GenerationService } from './generation.service.ts';
import { horizonJob } from './horizon.job.ts';
import { agendaInstanceRoutes } from './instances.routes.ts';
import { AgendaInstances } from './instances.service.ts';
import { slotOwner } from './owner.ts';
import { milestoneRoutes } from './milestones.routes.ts';
import { MilestonesService, openMilestonesRepo } from './milestones.service.ts';
import { planRoutes } from './plans.routes.ts';
import { PlansService } from './plans.service.ts';
import { pnlRoutes } from './pnl.routes.ts';
import { PnlService } from './pnl.service.ts';
import { weekRoutes } from './weeks.routes.ts';

/** The face of the agenda for the other domains. */
export type { PlansService } from './plans.service.ts';

export interface AgendaOptions {
  connection: Connection;
  clock: Clock;
  accounts: Pick<Accounts, 'namesOf' | 'named'>;
  instances: InstancesService;
  /** Undefined: no milestones are taken in. */
  milestonesToken: string | undefined;
  publicOrigin: string;
}

/** What the agenda tells; `/live` is one that can be told. */
export interface AgendaDoors {
  live: AgendaLive;
  seats: SeatCounts;
  /** Sessions begin and end at other times now. */
  reschedule(): void;
  /** Runs on after the answer; a failure is logged. */
  background(work: Promise<unknown>): void;
}

export interface Agenda {
  plans: PlansService;
  generation: GenerationService;
  pnl: PnlService;
  jobs: Job[];
  connect(doors: AgendaDoors): RouteDefinition[];
}

/** City weeks and the dated sessions they make, with what those earn. */
export async function createAgenda({
  connection,
  clock,
  accounts,
  instances,
  milestonesToken,
  publicOrigin,
}: AgendaOptions): Promise<Agenda> {
  const repos = await openAgendaRepos(connection, clock);
  const plans = new PlansService({ repos, instances, clock });
  const generation = new GenerationService({ plans, repos, instances, clock });
  const milestones = new MilestonesService(await openMilestonesRepo(connection, clock), (slugs) =>
    plans.knownCities(slugs),
  );
  const pnl = new PnlService({ instances, repos });
  instances.owners.register(slotOwner(repos));
  return {
    plans,
    generation,
    pnl,
    jobs: [horizonJob({ connection, repos, generation })],
    connect({ live, seats, reschedule, background }) {
      tellLive({ live, background, cities: repos.cities, instances, clock });
      instances.onChange(({ source }) => {
        if (source.kind === 'agenda-slot') reschedule();
      });
      const agendaInstances = new AgendaInstances(instances);
      const cityAgenda = new CityAgenda({
        instances: agendaInstances,
        accounts,
        stacks: repos.stacks,
        seats,
        clock,
      });
      return [
        ...agendaInstanceRoutes(agendaInstances),
        ...cityAgendaRoutes({ plans, agenda: cityAgenda, accounts, publicOrigin }),
        ...pnlRoutes(pnl, instances),
        ...weekRoutes(plans, generation),
        ...milestoneRoutes(milestones, milestonesToken),
        ...planRoutes(plans),
        ...cityRoutes(plans),
      ];
    },
  };
}
