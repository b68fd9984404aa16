export { importFolder, type ImportOptions, type ImportProgress } from './importer.ts';
export { mongoSink } from './mongo-sink.ts';
export type { FileReport, ImportReport, SkippedRow } from './report.ts';
export type { Counts, ImportSink, TuneFact } from './sink.ts';
export { announceNewTunes, loadTuneIndex, tunesVersion } from '../tune-index.ts';
