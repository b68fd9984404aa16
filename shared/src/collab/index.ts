export * from './close.ts';
export * from './messages.ts';
export * from './names.ts';
export * from './presence.ts';
