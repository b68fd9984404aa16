import { describe } from 'vitest';
import { MemoryBusHub } from '../../../server/src/collab/index.ts';
import { nodesBehave } from './nodes.ts';
import type { Line } from './nodes.ts';

describe('two nodes on the in-memory bus', () => {
  nodesBehave(async () => {
    const hub = new MemoryBusHub();
    const line = (): Line => {
      const bus = hub.node();
      return { bus, cut: async () => bus.disconnect(), mend: async () => bus.reconnect() };
    };
    return [line(), line()];
  });
});
