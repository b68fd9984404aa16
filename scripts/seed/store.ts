import type { Connection } from 'mongoose';
import { type Clock, systemClock } from '@ensemble/shared';
import { openAgendaRepos } from '../../server/src/agenda/agenda.models.ts';
import { PlansService } from '../../server/src/agenda/plans.service.ts';
import { openDocumentsRepo } from '../../server/src/documents/documents.repo.ts';
import { InstanceOwners, InstancesRepo, InstancesService } from '../../server/src/instances/index.ts';
import { Records, type StoredRow } from '../../server/src/records/index.ts';
import type { SeedKind } from './content.ts';

/** What the seed wrote last, by the id of the row it wrote. */
interface Mark {
  _id: string;
  kind: SeedKind;
  key: string;
  fields: Record<string, unknown>;
}

/** The parts of the server that the seed writes through, so that its rules hold for the seed too. */
export interface SeedStore {
  plans: PlansService;
  instances: InstancesRepo;
  records: Readonly<Record<SeedKind, Records<StoredRow>>>;
  /** The scheduler looks at these weeks anew and fills their horizons again. */
  refill(weekIds: readonly string[]): Promise<void>;
  notes: { subjectsWithNotes(instanceIds: readonly string[]): Promise<Set<string>> };
  mark(id: string): Promise<Mark | null>;
  setMark(mark: Mark): Promise<void>;
  clock: Clock;
}

export async function openSeedStore(connection: Connection, clock = systemClock): Promise<SeedStore> {
  const repos = await openAgendaRepos(connection, clock);
  const documents = await openDocumentsRepo(connection, clock);
  const instances = new InstancesRepo(connection, clock);
  await instances.init();
  const service = new InstancesService(instances, new InstanceOwners(), clock);
  const plans = new PlansService({ repos, instances: service, clock });
  const marks = connection.collection<Mark>('seed_marks');
  const horizons = connection.collection<{ _id: string }>('agenda_horizons');
  return {
    plans,
    instances,
    clock,
    records: {
      city: plans.cities,
      stack: plans.stacks,
      path: plans.paths,
      week: plans.weeks,
      slot: plans.slots,
      note: new Records({ noun: 'document', repo: documents }),
    },
    notes: {
      async subjectsWithNotes(instanceIds) {
        const found = await documents.all({
          'subject.kind': 'instance',
          'subject.id': { $in: [...instanceIds] },
        });
        return new Set(found.map(({ subject }) => subject.id));
      },
    },
    async refill(weekIds) {
      await horizons.deleteMany({ _id: { $in: [...weekIds] } });
    },
    mark: (id) => marks.findOne({ _id: id }),
    async setMark({ _id, ...mark }) {
      await marks.updateOne({ _id }, { $set: mark }, { upsert: true });
    },
  };
}
