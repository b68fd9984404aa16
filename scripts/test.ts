// Usage: npm test [-- vitest|browser]
//
// Runs everything: unit, contract, integration and fuzz tests by vitest, then the browser tests by
// Playwright. Each stage runs even when the one before failed. The last line counts all of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countPlaywright, countVitest, type Counts, finalLine } from './test/counts.ts';
import { runStage, type Stage } from './test/stage.ts';

const MINUTE_MS = 60_000;
const reports = mkdtempSync(join(tmpdir(), 'ensemble-tests-'));
const report = (name: string): string => join(reports, `${name}.json`);

const stages: (Stage & { count: (report: string | undefined, exitCode: number) => Counts })[] = [
  {
    name: 'vitest',
    args: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report('vitest')}`],
    env: {},
    report: report('vitest'),
    limitMs: 25 * MINUTE_MS,
    count: countVitest,
  },
  {
    name: 'browser',
    args: ['playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report('browser') },
    report: report('browser'),
    limitMs: 25 * MINUTE_MS,
    count: countPlaywright,
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`Usage: npm test [-- ${stages.map((stage) => stage.name).join('|')}]`);
  process.exit(2);
}

const counts: Counts[] = [];
try {
  for (const stage of stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n── ${stage.name} ──`);
    const { report, exitCode } = await runStage(stage);
    counts.push(stage.count(report, exitCode));
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}

const { line, ok } = finalLine(counts);
console.log(`\n${line}`);
process.exitCode = ok ? 0 : 1;
