// The rules, with their reasons: scripts/check/import-map.ts
export { importMap as default } from './scripts/check/import-map.ts';
