import type { Connection } from 'mongoose';
import type { ActiveEvent, Clock, InstanceView } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import { type InstancesService, presentInstance } from '../instances/index.ts';
import { openAgendaRepos } from './agenda.models.ts';
import { cityAgendaRoutes } from './city-agenda.routes.ts';
import { CityAgenda, type SeatCounts } from './city-agenda.service.ts';
import { cityRoutes } from './cities.routes.ts';
import { GenerationService } from './generation.service.ts';
import { agendaInstanceRoutes } from './instances.routes.ts';
import { AgendaInstances } from './instances.service.ts';
import { slotOwner } from './owner.ts';
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
}

/** What the agenda tells; `/live` is one that can be told. */
export interface AgendaDoors {
  live: { instanceChanged(view: InstanceView): void; activeChanged(event: ActiveEvent): void };
  seats: SeatCounts;
  /** Sessions begin and end at other times now. */
  reschedule(): void;
}

export interface Agenda {
  plans: PlansService;
  generation: GenerationService;
  pnl: PnlService;
  connect(doors: AgendaDoors): RouteDefinition[];
}

/** City weeks and the dated sessions they make, with what those earn. */
export async function createAgenda({
  connection,
  clock,
  accounts,
  instances,
}: AgendaOptions): Promise<Agenda> {
  const repos = await openAgendaRepos(connection, clock);
  const plans = new PlansService({ repos, instances, clock });
  const generation = new GenerationService({ plans, repos, instances, clock });
  const pnl = new PnlService({ instances, repos });
  instances.owners.register(slotOwner(repos));
  return {
    plans,
    generation,
    pnl,
    connect({ live, seats, reschedule }) {
      instances.onChange((row, before) => {
        if (row.source.kind !== 'agenda-slot') return;
        // As anybody may see it: who manages it asks for costs over HTTP.
        live.instanceChanged(presentInstance(row));
        if (before?.isActive !== row.isActive) {
          const [instanceId, sessionId] = [row._id.toHexString(), row.source.id.toHexString()];
          live.activeChanged({ instanceId, sessionId, isActive: row.isActive, version: row.version });
        }
        reschedule();
      });
      const agendaInstances = new AgendaInstances(instances);
      const cityAgenda = new CityAgenda({ instances: agendaInstances, accounts, seats, clock });
      return [
        ...agendaInstanceRoutes(agendaInstances),
        ...cityAgendaRoutes({ plans, agenda: cityAgenda, accounts }),
        ...pnlRoutes(pnl, instances),
        ...weekRoutes(plans, generation),
        ...planRoutes(plans),
        ...cityRoutes(plans),
      ];
    },
  };
}
