import { MESSAGE, SYNC } from '@ensemble/shared/collab/messages';

export type SocketClass = typeof WebSocket;

/**
 * A WebSocket that counts the frames the server acknowledges: step-2 and update frames, from the
 * start of this connection. Both numbers of a frame are below 128, so each is one byte.
 *
 * @param onFrame told after each counted frame: its number, from 1, and whether it held the whole state
 */
export function countingSocket(
  Base: SocketClass,
  onFrame: (number: number, wholeState: boolean) => void,
): SocketClass {
  return class CountingSocket extends Base {
    #frames = 0;

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      super.send(data as ArrayBufferView<ArrayBuffer>);
      if (!(data instanceof Uint8Array) || data[0] !== MESSAGE.sync) return;
      if (data[1] === SYNC.step2 || data[1] === SYNC.update) onFrame(++this.#frames, data[1] === SYNC.step2);
    }
  };
}
