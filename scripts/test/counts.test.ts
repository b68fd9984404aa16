import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, finalLine } from './counts.ts';

const vitest = (over: object = {}): string =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{}] }],
    ...over,
  });
const playwright = (stats: object = {}, errors: unknown[] = []): string =>
  JSON.stringify({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

describe('the last line of npm test', () => {
  test('adds up both runners', () => {
    const { line, ok } = finalLine([countVitest(vitest(), 0), countPlaywright(playwright(), 0)]);
    expect([line, ok]).toEqual(['8 passed, 0 failed', true]);
  });

  test('nothing that ran is no success', () => {
    expect(finalLine([])).toEqual({ line: '0 passed, 0 failed', ok: false });
  });

  test('skipped tests are told, and the line stays the last', () => {
    const { line, ok } = finalLine([countVitest(vitest({ numPendingTests: 2 }), 0)]);
    expect(line.split('\n')).toEqual(['2 skipped: not counted as passed', '5 passed, 0 failed']);
    expect(ok).toBe(true);
  });
});

describe('a failure is never lost', () => {
  test.each([
    ['a failed test', countVitest(vitest({ numFailedTests: 1 }), 1)],
    [
      'a test file that does not load',
      countVitest(vitest({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1),
    ],
    ['an error outside of any test', countVitest(vitest(), 1)],
    ['no report at all', countVitest(undefined, 0)],
    ['a failed page', countPlaywright(playwright({ unexpected: 1 }), 1)],
    ['a page that passed only when tried again', countPlaywright(playwright({ flaky: 1 }), 0)],
    ['an error while loading the specs', countPlaywright(playwright({}, ['no such file']), 1)],
    ['a browser run without report', countPlaywright(undefined, 1)],
  ])('%s', (_what, counts) => {
    expect(counts.failed).toBe(1);
    expect(finalLine([counts]).ok).toBe(false);
  });
});
