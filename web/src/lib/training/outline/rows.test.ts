import { expect, test } from 'vitest';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import { scheduleOf } from '@ensemble/shared/training/schedule';
import { rowsOf } from './rows.ts';

test('those that run at the same time are said once, with the longest of them', () => {
  const section = (id: string, durationMinutes: number, groupId: string | null = null) => ({
    id,
    durationMinutes,
    groupId,
  });
  const rows = rowsOf(
    scheduleOf(emptyMetadata(), [
      section('a', 10),
      section('b', 20, 'g'),
      section('c', 35, 'g'),
      section('d', 5, 'h'),
    ]),
  );
  expect(rows.map(({ id, together, isParallel, isTail }) => [id, together, isParallel, isTail])).toEqual([
    ['a', null, false, false],
    ['b', { sections: 2, minutes: 35 }, true, false],
    ['c', null, true, true],
    ['d', null, false, false],
  ]);
  expect([rows[0]?.isFirst, rows[3]?.isLast]).toEqual([true, true]);
});
