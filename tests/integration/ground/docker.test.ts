import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { aboutSetting, readConfig, SETTING_NAMES } from '../../../server/src/config.ts';

/** The container files name scripts, paths, ports and settings of ours: each must exist, so none goes stale. */

const read = (path: string): string => readFileSync(path, 'utf8');
const settings = new Set<string>(SETTING_NAMES);
const defaultPort = aboutSetting('PORT').byDefault;
const npmScripts = (folder: string): Record<string, string> =>
  (JSON.parse(read(`${folder}/package.json`)) as { scripts?: Record<string, string> }).scripts ?? {};

/** Instructions of the Dockerfile, continued lines joined: `[['FROM', 'node:24-slim AS build'], …]`. */
const instructions = read('Dockerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
const all = (name: string): string[] =>
  instructions.filter(([kind]) => kind === name).map(([, rest]) => rest);
const only = (name: string): string => {
  const found = all(name);
  expect(found, name).toHaveLength(1);
  return found[0] ?? '';
};
const environment = Object.fromEntries(
  only('ENV')
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);

describe('Dockerfile', () => {
  test('runs on the Node that the repository is pinned to, in every stage', () => {
    const pinned = read('.nvmrc').trim();
    for (const image of all('FROM')) expect(image).toMatch(new RegExp(`^node:${pinned}-slim\\b`));
  });

  test('copies only what exists, or what the build makes', () => {
    const sources = all('COPY').flatMap((copy) =>
      copy
        .split(' ')
        .filter((word) => !word.startsWith('--'))
        .slice(0, -1)
        .map((path) => path.replace(/^\/app\//, '')),
    );
    expect(sources.length).toBeGreaterThan(5);
    const made = new Set(['node_modules', 'web/build']);
    expect(sources.filter((path) => !existsSync(path) && !made.has(path))).toEqual([]);
  });

  test('runs npm scripts that there are', () => {
    const runs = [
      ...all('RUN')
        .join('\n')
        .matchAll(/npm run (\S+)(?: --workspace=(\S+))?/g),
    ];
    expect(runs.length).toBeGreaterThan(0);
    for (const [, script = '', folder = '.'] of runs) expect(npmScripts(folder)).toHaveProperty(script);
  });

  test('starts the file that npm start starts', () => {
    const [program, file = ''] = JSON.parse(only('CMD')) as string[];
    expect(program).toBe('node');
    expect(existsSync(file)).toBe(true);
    expect(npmScripts('.')['start']).toMatch(new RegExp(`node .*${file}$`));
  });

  test('sets settings that there are, to values they take', () => {
    expect(Object.keys(environment).filter((name) => !settings.has(name))).toEqual([]);
    expect(readConfig(environment)).toMatchObject({ mode: 'production', dataDir: '/data' });
  });

  test('offers the default port, keeps the data outside, and is not root', () => {
    expect(environment['PORT']).toBe(defaultPort);
    expect(only('EXPOSE')).toBe(defaultPort);
    expect(only('VOLUME')).toBe(environment['DATA_DIR']);
    expect(only('USER')).toBe('node');
  });

  test('asks a health route that the server has', () => {
    const path = /'(\/[a-z]+)'\)/.exec(only('HEALTHCHECK'))?.[1] ?? '';
    expect(path).toBe('/healthz');
    const code = globSync('server/src/**/*.ts')
      .filter((file) => !file.endsWith('.test.ts'))
      .map(read);
    expect(code.some((text) => text.includes(`'${path}'`))).toBe(true);
  });
});

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
}
const compose = parse(read('docker-compose.yml')) as {
  services: Record<'app' | 'mongodb' | 'redis', Service>;
  volumes: Record<string, null>;
};
const { app, mongodb, redis } = compose.services;

/** `${NAME:-value}` as Docker fills it in when nobody sets NAME. */
const filledIn = (value: string): string => value.replace(/\$\{\w+:-(.*?)\}/g, '$1');

describe('docker-compose.yml', () => {
  test('builds the app from this folder', () => {
    expect(app.build).toBe('.');
  });

  test('gives the app settings that there are, under their own names', () => {
    const given = app.environment ?? {};
    expect(Object.keys(given).filter((name) => !settings.has(name))).toEqual([]);
    for (const [name, value] of Object.entries(given)) {
      for (const [, source] of value.matchAll(/\$\{(\w+)/g)) expect(source).toBe(name);
    }
  });

  test('works as it stands: the settings are valid when nobody sets any', () => {
    const env = Object.entries(app.environment ?? {}).map(([name, value]) => [name, filledIn(value)]);
    const config = readConfig(Object.fromEntries(env) as NodeJS.ProcessEnv);
    expect(config.publicOrigin).toBe(`http://localhost:${defaultPort}`);
    expect(config.mongodbUrl).toContain('mongodb://mongodb:27017/');
    expect(config.redisUrl).toBe('redis://redis:6379');
  });

  test('publishes the port that the image offers', () => {
    expect(app.ports).toEqual([`${defaultPort}:${only('EXPOSE')}`]);
  });

  test('the replica set that MongoDB is started with is the one made and the one asked for', () => {
    const name = mongodb.command?.[mongodb.command.indexOf('--replSet') + 1];
    expect(name).toBe('rs0');
    expect(mongodb.healthcheck?.test.join(' ')).toContain(`_id: '${name}'`);
    expect(app.environment?.['MONGODB_URL']).toContain(`replicaSet=${name}`);
  });

  test('the app waits for services that there are and that say when they are ready', () => {
    for (const [name, { condition }] of Object.entries(app.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name as keyof typeof compose.services].healthcheck).toBeDefined();
    }
    expect(Object.keys(app.depends_on ?? {})).toEqual(['mongodb', 'redis']);
    expect(redis.image).toMatch(/^redis:/);
  });

  test('every volume is declared, and the data of the app is on one', () => {
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((it) => it.split(':')),
    );
    expect(used.map(([name]) => name).sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(used).toContainEqual(['app-data', environment['DATA_DIR']]);
  });
});
