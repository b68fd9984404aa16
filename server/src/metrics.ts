import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface Metrics {
  /** One more of a named event of the sync server, or a measured value added to its sum. */
  collab(name: string, value: number): void;
  render(): Promise<{ type: string; text: string }>;
}

/** Prometheus text. `gauges` are read when asked for. */
export function createMetrics(gauges: Readonly<Record<string, () => number>>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'ensemble_' });
  const events = new Counter({
    name: 'ensemble_collab_total',
    help: 'Events and summed values of the sync server, by name',
    labelNames: ['name'],
    registers: [registry],
  });
  for (const [name, read] of Object.entries(gauges)) {
    new Gauge({
      name: `ensemble_${name}`,
      help: name.replaceAll('_', ' '),
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
  return {
    collab: (name, value) => {
      events.inc({ name }, value);
    },
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
