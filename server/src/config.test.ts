import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { aboutSetting, ConfigError, originOf, readConfig, unknownLimits, SETTING_NAMES } from './config.ts';

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('readConfig', () => {
  test('an empty environment gives the defaults that API.md promises', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ mode: 'production', host: '127.0.0.1', port: 3000, logLevel: 'info' });
    expect(config.dataDir).toBe(resolve('data'));
    expect([config.mongodbUrl, config.redisUrl, config.authSecret, config.llm]).toEqual(
      Array(4).fill(undefined),
    );
    expect(config.rateLimits.writesPerMinute).toBeGreaterThanOrEqual(300);
    expect(config.rateLimits.signUpsPerMinute).toBeGreaterThanOrEqual(20);
  });

  test('values are read, trimmed and typed', () => {
    const config = readConfig({
      PORT: ' 8080 ',
      PUBLIC_ORIGIN: 'https://Ensemble.example/',
      MONGODB_URL: 'mongodb://db:27017/ensemble?replicaSet=rs0',
      LLM_BASE_URL: 'http://127.0.0.1:11434/v1',
      LLM_MODEL: 'small',
      TRUST_PROXY: '1',
      RATE_LIMIT_WRITES_PER_MINUTE: '0',
    });
    expect(config.port).toBe(8080);
    expect(config.publicOrigin).toBe('https://ensemble.example');
    expect(config.mongodbUrl).toContain('replicaSet=rs0');
    expect(config.llm).toEqual({
      baseUrl: 'http://127.0.0.1:11434/v1',
      apiKey: undefined,
      model: 'small',
      timeoutMs: 120_000,
      embeddingsModel: undefined,
    });
    expect(config.trustProxy).toBe(1);
    expect(config.rateLimits.writesPerMinute).toBe(0);
  });

  test('an empty value counts as absent', () => {
    expect(readConfig({ PORT: '', MONGODB_URL: '  ' })).toMatchObject({ port: 3000, mongodbUrl: undefined });
  });

  test('all problems are told at once, a line each, without repeating secrets', () => {
    const problems = problemsOf({
      PORT: '70000',
      HOST: 'not a host',
      PUBLIC_ORIGIN: 'https://ensemble.example/path',
      MONGODB_URL: 'postgres://root:hunter2@db',
      AUTH_SECRET: 'hunter2',
      LLM_MODEL: 'small',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'HOST',
      'PORT',
      'PUBLIC_ORIGIN',
      'MONGODB_URL',
      'AUTH_SECRET',
      'LOG_LEVEL',
      'LLM_BASE_URL',
    ]);
    expect(problems.join('\n')).not.toContain('hunter2');
    expect(problems).toContain('PORT: "70000" does not fit; expected a whole number from 0 to 65535');
  });

  test('a limit nobody knows does not keep the app from starting, but is told', () => {
    const env = { RATE_LIMIT_WRITES_PER_HOUR: '3', RATE_LIMIT_READS_PER_MINUTE: '9' };
    expect(readConfig(env).rateLimits.readsPerMinute).toBe(9);
    expect(unknownLimits(env)).toEqual([
      expect.stringContaining('RATE_LIMIT_WRITES_PER_HOUR: there is no such'),
    ]);
  });

  test.each(['1.5', '-1', '1e3', 'abc', '99999999999', '0x10'])('PORT %s is refused', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1);
  });

  test.each(['ftp://x', 'ensemble.example', 'https://a b', 'https://u:p@x', 'https://x?y'])(
    'PUBLIC_ORIGIN %s is refused',
    (PUBLIC_ORIGIN) => expect(problemsOf({ PUBLIC_ORIGIN })).toHaveLength(1),
  );

  test('nothing can change it afterwards', () => {
    const config = readConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.rateLimits)).toBe(true);
  });
});

describe('originOf', () => {
  test.each([
    [{ host: '127.0.0.1', publicOrigin: undefined }, 3000, 'http://127.0.0.1:3000'],
    [{ host: '0.0.0.0', publicOrigin: undefined }, 3000, 'http://localhost:3000'],
    [{ host: '::1', publicOrigin: undefined }, 3000, 'http://[::1]:3000'],
    [{ host: 'pub.example', publicOrigin: undefined }, 80, 'http://pub.example'],
    [{ host: '0.0.0.0', publicOrigin: 'https://ensemble.example' }, 3000, 'https://ensemble.example'],
  ])('%o on port %i is %s', (config, port, origin) => expect(originOf(config, port)).toBe(origin));
});

describe('.env.example', () => {
  const file = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

  test('names every setting once, in order, with its default', () => {
    const inFile = [...file.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name]) => name);
    expect(inFile).toEqual(SETTING_NAMES);
    const defaults = Object.fromEntries(SETTING_NAMES.map((name) => [name, aboutSetting(name).byDefault]));
    expect(parseEnv(file)).toEqual(defaults);
  });

  test('says of each what the code says', () => {
    for (const name of SETTING_NAMES) expect(file).toContain(`# ${aboutSetting(name).meaning}\n${name}=`);
  });

  test('used as it is, changes nothing', () => {
    expect(readConfig(parseEnv(file) as NodeJS.ProcessEnv)).toEqual(readConfig({}));
  });
});
