/** What the runners report, brought to the one line that ends `npm test`. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

/** A runner that left no report, or ended badly although its tests passed, counts as one failure. */
const withExit = (counts: Counts, exitCode: number): Counts =>
  exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;

const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

/** A test file that fails to load has no tests to report: it counts as one failure. */
export function countVitest(report: string | undefined, exitCode: number): Counts {
  if (report === undefined) return { ...nothing, failed: 1 };
  const told = JSON.parse(report) as VitestReport;
  const brokenFiles = told.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const counts = {
    passed: told.numPassedTests,
    failed: told.numFailedTests + brokenFiles,
    skipped: told.numPendingTests + told.numTodoTests,
  };
  return withExit(counts, exitCode);
}

/** A test that passed only when tried again is told as failed: it is one that people cannot rely on. */
export function countPlaywright(report: string | undefined, exitCode: number): Counts {
  if (report === undefined) return { ...nothing, failed: 1 };
  const { stats, errors } = JSON.parse(report) as PlaywrightReport;
  const failed = stats.unexpected + stats.flaky + errors.length;
  return withExit({ passed: stats.expected, failed, skipped: stats.skipped }, exitCode);
}

/** The last line, and whether all is well: something ran and nothing failed. */
export function finalLine(stages: readonly Counts[]): { line: string; ok: boolean } {
  const sum = (of: keyof Counts): number => stages.reduce((total, counts) => total + counts[of], 0);
  const skipped = sum('skipped');
  const line = `${sum('passed')} passed, ${sum('failed')} failed`;
  return {
    line: skipped > 0 ? `${skipped} skipped: not counted as passed\n${line}` : line,
    ok: sum('failed') === 0 && sum('passed') > 0,
  };
}
