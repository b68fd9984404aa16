import { expect, it } from 'vitest';
import { Paced } from './paced.ts';

it('does at once what is first asked for, and the rest together, after the last word', async () => {
  const seen: number[] = [];
  let asked = 0;
  let release = (): void => undefined;
  const second = new Promise<void>((resolve) => (release = resolve));
  const paced = new Paced(async () => {
    seen.push(asked);
    if (seen.length === 2) release();
    await Promise.resolve();
  }, 1);
  for (asked = 1; asked <= 100; asked++) paced.request();
  expect(seen).toEqual([1]);
  await second;
  paced.stop();
  paced.request();
  expect(seen).toEqual([1, 101]);
});
