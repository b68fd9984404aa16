import type { Kind } from './kinds.ts';
import { addCounts, type Counts, noCounts, type SettingCounts } from './sink.ts';

/** What a run did with one file. */
export interface FileReport {
  file: string;
  /** Null when its columns belong to no file of the dump. */
  kind: Kind | null;
  columns: string[];
  rows: number;
  skipped: number;
}

export interface SkippedRow {
  file: string;
  /** The row's first line, from 1. */
  line: number;
  reason: string;
}

export const TARGETS = ['tunes', 'settings', 'sessions', 'events', 'sets', 'recordings'] as const;
export type Target = (typeof TARGETS)[number];

export interface ImportReport {
  files: FileReport[];
  /** Documents per collection; one that several batches speak of is counted in each. */
  targets: Record<Target, Counts>;
  /** Settings that follow a merged tune: how many, and the first of them. */
  moved: { count: number; first: SettingCounts['moved'] };
  skipped: {
    count: number;
    /** Exact, most frequent first. */
    byReason: { reason: string; count: number }[];
    /** Not more than `maxListed` of them. */
    rows: SkippedRow[];
  };
  tookMs: number;
}

/** Sums up a run while it goes on. Memory is bounded: lists are cut, counts are exact. */
export class Reporter {
  readonly #maxListed: number;
  readonly #files: FileReport[] = [];
  readonly #reasons = new Map<string, number>();
  readonly #rows: SkippedRow[] = [];
  readonly #moved: ImportReport['moved'] = { count: 0, first: [] };
  readonly #targets = Object.fromEntries(TARGETS.map((target) => [target, noCounts()])) as Record<
    Target,
    Counts
  >;

  constructor(maxListed: number) {
    this.#maxListed = maxListed;
  }

  file(file: string): FileReport {
    const report: FileReport = { file, kind: null, columns: [], rows: 0, skipped: 0 };
    this.#files.push(report);
    return report;
  }

  skip(file: FileReport, line: number, reason: string): void {
    file.skipped += 1;
    // Numbers differ from row to row; the kind of reason is what is counted.
    const kind = reason.replace(/\d+/g, '…').slice(0, 200);
    this.#reasons.set(kind, (this.#reasons.get(kind) ?? 0) + 1);
    if (this.#rows.length < this.#maxListed)
      this.#rows.push({ file: file.file, line, reason: reason.slice(0, 300) });
  }

  wrote(target: Target, counts: Counts): void {
    addCounts(this.#targets[target], counts);
  }

  moved(settings: SettingCounts['moved']): void {
    this.#moved.count += settings.length;
    this.#moved.first.push(...settings.slice(0, Math.max(0, this.#maxListed - this.#moved.first.length)));
  }

  get tunesChanged(): boolean {
    return this.#targets.tunes.created + this.#targets.tunes.updated > 0;
  }

  sum(tookMs: number): ImportReport {
    const byReason = [...this.#reasons]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count);
    const count = byReason.reduce((total, each) => total + each.count, 0);
    return {
      files: this.#files,
      targets: this.#targets,
      moved: this.#moved,
      skipped: { count, byReason, rows: this.#rows },
      tookMs,
    };
  }
}
