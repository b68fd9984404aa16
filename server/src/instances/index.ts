/** The face of the instances domain for the other domains. */
export {
  InstancesRepo,
  type AgendaReference,
  type InstanceFilter,
  type InstanceRow,
} from './instances.repo.ts';
export {
  InstancesService,
  type GeneratedInstance,
  type NewInstance,
  type SeatRule,
} from './instances.service.ts';
export { InstanceOwners, type InstanceOwner, type OwnerFacts } from './owners.ts';
export { instanceAccess } from './access.ts';
export { instanceRoutes } from './instances.routes.ts';
export { presentInstance } from './present.ts';
export { publicData } from './public-data.ts';
export { type CalendarEntry, calendarFeed, instanceEntry } from './calendar.ts';
export { activeJob } from './active.job.ts';
export { activeEvent, instanceWatchable, versionsOf } from './watchable.ts';
