export * from './states.ts';
export * from './seats.schema.ts';
export * from './booking.schema.ts';
export * from './model.ts';
export * from './counts.ts';
export { fits } from './act.ts';
export { applySeatAction } from './apply.ts';
export { nearestToMinimum, type FitCandidate } from './availability.ts';
