import { expect, test } from 'vitest';
import { MESSAGE, SYNC } from '@ensemble/shared/collab/messages';
import { type SocketClass, countingSocket } from './counting-socket.ts';

/** Where the frames go instead of a network. */
class Sink {
  readonly sent: unknown[] = [];
  send(data: unknown): void {
    this.sent.push(data);
  }
}

test('counts what the server acknowledges, each connection from one', () => {
  const heard: [number, boolean][] = [];
  const Socket = countingSocket(Sink as unknown as SocketClass, (frame, whole) => heard.push([frame, whole]));
  const first = new Socket('ws://nowhere');
  first.send(new Uint8Array([MESSAGE.sync, SYNC.step1, 0])); // a question
  first.send(new Uint8Array([MESSAGE.awareness, 1, 0]));
  first.send(new Uint8Array([MESSAGE.sync, SYNC.step2, 0]));
  first.send(new Uint8Array([MESSAGE.sync, SYNC.update, 0]));
  new Socket('ws://nowhere').send(new Uint8Array([MESSAGE.sync, SYNC.update, 0]));
  expect(heard).toEqual([
    [1, true],
    [2, false],
    [1, false],
  ]);
  expect((first as unknown as Sink).sent).toHaveLength(4);
});
