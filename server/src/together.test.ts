import { expect, test } from 'vitest';
import { Together } from './together.ts';

/** A store whose answers come when it is told to; each says in which look-up it was found. */
function stage(most = 10) {
  const lookUps: string[][] = [];
  const doors: { open(): void; break(): void }[] = [];
  const together = new Together<string>((keys) => {
    lookUps.push([...keys]);
    const name = `look-up ${lookUps.length}`;
    return new Promise((resolve, reject) => {
      doors.push({
        open: () => resolve(new Map(keys.filter((key) => key !== 'none').map((key) => [key, name]))),
        break: () => reject(new Error('the store is away')),
      });
    });
  }, most);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { together, lookUps, doors, turn };
}

test('the first goes at once; those that come meanwhile go together and hear of what is true then', async () => {
  const { together, lookUps, doors, turn } = stage();
  const first = together.find('a');
  expect(lookUps).toEqual([['a']]);
  const later = [together.find('a'), together.find('b'), together.find('b'), together.find('none')];
  doors[0]?.open();
  expect(await first).toBe('look-up 1');
  await turn();
  expect(lookUps.slice(1)).toEqual([['a', 'b', 'none']]);
  doors[1]?.open();
  expect(await Promise.all(later)).toEqual(['look-up 2', 'look-up 2', 'look-up 2', null]);
});

test('a look-up that fails is told to those who asked, and the next one works', async () => {
  const { together, doors, turn } = stage();
  const broken = together.find('a');
  const next = together.find('b');
  doors[0]?.break();
  await expect(broken).rejects.toThrow('the store is away');
  await turn();
  doors[1]?.open();
  expect(await next).toBe('look-up 2');
});

test('no more than so many go together', async () => {
  const { together, lookUps, doors, turn } = stage(2);
  const all = ['a', 'b', 'c', 'd'].map((key) => together.find(key));
  for (let i = 0; i < 3; i++) {
    doors[i]?.open();
    await turn();
  }
  expect(lookUps).toEqual([['a'], ['b', 'c'], ['d']]);
  expect(await Promise.all(all)).toHaveLength(4);
});
