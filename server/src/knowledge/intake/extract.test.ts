import { describe, expect, test } from 'vitest';
import { makePdf, makePdfBomb } from '../../../../tests/support/pdf.ts';
import { extract, EXTRACT_LIMITS } from './extract.ts';
import { OneAtATime } from './one-at-a-time.ts';

const WHY = { fields: [{ path: 'file', message: expect.stringContaining('too much time or memory') }] };
const limits = (change: Partial<typeof EXTRACT_LIMITS>) => ({ ...EXTRACT_LIMITS, ...change });

describe('a file made to take all there is', () => {
  test('a small PDF that unfolds into much memory is ended, and the process lives', async () => {
    const bomb = makePdfBomb(200);
    expect(bomb.length).toBeLessThan(300_000);
    await expect(extract('pdf', bomb, limits({ memoryMb: 64 }))).rejects.toMatchObject(WHY);
  });

  test('a page nested without end is ended in time', async () => {
    const page = Buffer.from(`${'<div>'.repeat(100_000)}words`);
    await expect(extract('html', page, limits({ ms: 400 }))).rejects.toMatchObject(WHY);
  });

  test('too many pages or characters are too large', async () => {
    const pdf = makePdf([['One page of words.'], ['Another page of words.'], ['A third one.']]);
    await expect(extract('pdf', pdf, limits({ pages: 2 }))).rejects.toMatchObject({ code: 'too-large' });
    await expect(extract('pdf', pdf, limits({ characters: 30 }))).rejects.toMatchObject({
      code: 'too-large',
    });
    await expect(extract('pdf', pdf)).resolves.toMatchObject({ pageStarts: [0, 20, 44] });
  });

  test('the bytes given stay as they are', async () => {
    const pdf = makePdf([['Words.']]);
    const before = Buffer.from(pdf);
    await extract('pdf', pdf);
    expect(pdf.equals(before)).toBe(true);
  });
});

describe('one at a time', () => {
  test('work waits for its turn, a failure does not stop the line, and a line too long is refused', async () => {
    const line = new OneAtATime(2);
    const order: string[] = [];
    const first = Promise.withResolvers<undefined>();
    const one = line.do(async () => {
      await first.promise;
      order.push('one');
      throw new Error('fails');
    });
    const two = line.do(() => Promise.resolve(order.push('two')));
    await expect(line.do(() => Promise.resolve())).rejects.toMatchObject({ code: 'unavailable' });
    first.resolve(undefined);
    await expect(one).rejects.toThrow('fails');
    await two;
    expect(order).toEqual(['one', 'two']);
    await expect(line.do(() => Promise.resolve('three'))).resolves.toBe('three');
  });
});
