import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { answerCase, expectedOf, readCases } from './recurrence-cases.ts';

const cases = readCases();

test('there are cases to answer', () => expect(cases.length).toBeGreaterThan(50));

test.each(cases.map((example) => [example.id, example.title, example] as const))(
  '%s %s',
  (_id, _title, example) => {
    expect(answerCase(example)).toEqual(expectedOf(example));
  },
);

test.each(['Pacific/Apia', 'America/New_York', 'Asia/Kathmandu'])(
  'a host in %s gives the same answers',
  (TZ) => {
    const module = new URL('./recurrence-cases.ts', import.meta.url).href;
    const script = `
    const { answerCase, readCases } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify({ offset: new Date(2026, 0, 1).getTimezoneOffset(), answers: readCases().map(answerCase) }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
    });
    const { offset, answers } = JSON.parse(output) as { offset: number; answers: unknown };
    expect(offset, 'the child really is elsewhere').not.toBe(0);
    expect(answers).toEqual(cases.map(expectedOf));
  },
);
