import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { PlansService } from '../agenda/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import { openDocumentsRepo } from './documents.repo.ts';
import { documentRoutes } from './documents.routes.ts';
import { DocumentsService } from './documents.service.ts';
import { publicNotes } from './public-notes.ts';

/** The face of the documents domain for the other domains. */
export type { DocumentsService } from './documents.service.ts';

export interface DocumentsOptions {
  connection: Connection;
  clock: Clock;
  instances: InstancesService;
  plans: PlansService;
}

export interface Documents {
  service: DocumentsService;
  /** What everybody may see, to be followed by the knowledge base. */
  publicNotes: ReturnType<typeof publicNotes>;
  routes: RouteDefinition[];
}

export async function createDocuments({
  connection,
  clock,
  instances,
  plans,
}: DocumentsOptions): Promise<Documents> {
  const kept = { city: plans.cities, stack: plans.stacks, path: plans.paths };
  const service = new DocumentsService({
    repo: await openDocumentsRepo(connection, clock),
    instances,
    exists: async (kind, id) => (await kept[kind].repo.find(id)) !== null,
  });
  plans.onDeleted((subject) => service.forget(subject));
  return { service, publicNotes: publicNotes(service), routes: documentRoutes(service) };
}
