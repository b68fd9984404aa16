import type { Connection } from 'mongoose';
import { AppError, type Clock, SetupView, StatusView } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import { account, anyone, requireViewer } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { Log } from '../log.ts';
import type { Music } from '../music/index.ts';

export interface SetupDeps {
  accounts: Accounts;
  music: Music;
  connection: Connection;
  clock: Clock;
  log: Log;
  storeKind: 'embedded' | 'mongodb';
  version: string;
}

const COUNTED = ['users', 'sessions', 'session_instances', 'tunes', 'tune_settings', 'tune_logs'] as const;

/** First run: is there an account, is anything in it, put demo data in. */
export function setupRoutes(deps: SetupDeps): RouteDefinition[] {
  const { accounts, music, connection, clock, log } = deps;
  const startedAt = new Date(clock.now()).toISOString();
  let demo: SetupView['demo'] = null;

  const view = async (): Promise<SetupView> => {
    const isEmpty = (await music.sessions.repo.isEmpty()) && (await music.tunes.count()) === 0;
    return {
      needsFirstAccount: await accounts.needsFirstAccount(),
      isEmpty,
      demoAvailable: music.demoAvailable,
      demo,
    };
  };

  return [
    route({
      method: 'get',
      path: '/setup',
      summary: 'What a first visit needs to know',
      tag: 'Setup',
      access: anyone,
      answer: SetupView,
      handle: view,
    }),
    route({
      method: 'post',
      path: '/setup/demo',
      summary: 'Put demo data in; goes on in the background, GET /setup tells how far',
      tag: 'Setup',
      access: account('administer'),
      status: 202,
      answer: SetupView,
      problems: ['conflict'],
      async handle({ viewer }) {
        requireViewer(viewer);
        if (!music.demoAvailable)
          throw new AppError('conflict', 'The demo data is not part of this installation.');
        if (demo === null || demo.failed !== null) {
          demo = { done: 0, total: 1, failed: null };
          music
            .makeDemo(viewer, (progress) => {
              demo = { ...progress, failed: null };
            })
            .then(
              () => {
                demo = null;
              },
              (error: unknown) => {
                log.error({ err: error }, 'demo data failed');
                demo = { done: 0, total: 1, failed: 'The demo data could not be put in. Try again.' };
              },
            );
        }
        return view();
      },
    }),
    route({
      method: 'get',
      path: '/admin/status',
      summary: 'Version, store and how much is in it',
      tag: 'Setup',
      access: account('administer'),
      answer: StatusView,
      async handle(): Promise<StatusView> {
        const counts = await Promise.all(
          COUNTED.map(async (name) => [name, await connection.collection(name).countDocuments({})] as const),
        );
        return {
          version: deps.version,
          store: deps.storeKind,
          startedAt,
          counts: Object.fromEntries(counts),
        };
      },
    }),
  ];
}
