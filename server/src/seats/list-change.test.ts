import { expect, test } from 'vitest';
import { listChange } from './list-change.ts';

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
const change = (before: readonly { name: string }[], after: readonly { name: string }[]) =>
  listChange('list', before, after, ({ name }) => name);

test.each([
  ['nothing', [a, b], [a, b], {}, {}],
  ['one more', [a], [a, b], {}, { list: { $each: ['b'] } }],
  ['the first ones', [], [a, b], {}, { list: { $each: ['a', 'b'] } }],
  ['one that changed', [a, b, c], [a, { name: 'x' }, c], { 'list.1': 'x' }, {}],
  ['a change and one more', [a, b], [a, { name: 'x' }, c], { list: ['a', 'x', 'c'] }, {}],
  ['one that left', [a, b], [b], { list: ['b'] }, {}],
  ['all that left', [a, b], [], { list: [] }, {}],
  ['one that went to the end', [a, b, c], [a, c, b], { 'list.1': 'c', 'list.2': 'b' }, {}],
])('%s', (_, before, after, $set, $push) => {
  expect(change(before, after)).toEqual({ $set, $push });
});
