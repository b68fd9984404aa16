/** The embedded store alone in a process, as `npm run store` runs it; whoever started it may move its clock. */
import { openEmbeddedStore } from '../../../server/src/embedded-mongo/index.ts';

const store = await openEmbeddedStore({ dataDir: process.argv[2] ?? '', port: 0 });
process.on('message', (epochMs: number) => {
  void store.setClock(epochMs).then(() => process.send?.({ epochMs }));
});
process.on('SIGTERM', () => {
  void store.close().then(() => process.exit(0));
});
process.send?.({ url: store.url });
