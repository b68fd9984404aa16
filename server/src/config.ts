import { resolve } from 'node:path';
import { z } from 'zod';

export { ensureAuthSecret } from './auth-secret.ts';

/**
 * Every setting of Ensemble, read once from the environment. Each has one line of meaning (with its
 * unit) and one line saying what is accepted; `.env.example` carries the same lines, and a test holds
 * the two together. An empty value counts as absent.
 */

interface About {
  meaning: string;
  /** Completes "expected …" in the error. */
  expected: string;
  /** The value is never repeated in an error or a log. */
  secret?: true;
}

const about = <Schema extends z.ZodType>(schema: Schema, facts: About): Schema => schema.meta({ ...facts });

const wholeNumber = (from: number, to: number, byDefault: number) =>
  z
    .stringFormat('whole number', /^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to))
    .default(byDefault);

const number = (meaning: string, from: number, to: number, byDefault: number) =>
  about(wholeNumber(from, to, byDefault), { meaning, expected: `a whole number from ${from} to ${to}` });

const perMinute = (what: string, byDefault: number) =>
  number(`${what}, per minute; 0 means no limit.`, 0, 1_000_000, byDefault);

const url = (scheme: RegExp) => z.string().regex(scheme).optional();

/** An origin as browsers send it: scheme, host and port; one trailing slash is forgiven. */
const Origin = z
  .string()
  .transform((value) => value.replace(/\/$/, '').toLowerCase())
  .refine((value) => /^https?:/.test(value) && URL.parse(value)?.origin === value);

export const Settings = z.object({
  NODE_ENV: about(z.enum(['production', 'development', 'test']).default('production'), {
    meaning: 'How to run: development serves the pages through Vite, with reload.',
    expected: 'production, development or test',
  }),
  HOST: about(
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
    {
      meaning: 'Address to listen on; 0.0.0.0 for all of the machine.',
      expected: 'a host name or an IP address',
    },
  ),
  PORT: number('TCP port to listen on; 0 takes any free one.', 0, 65_535, 3000),
  DATA_DIR: about(z.string().default('./data'), {
    meaning: 'Folder of the embedded store, the secret and the backups; relative to where the app starts.',
    expected: 'a path',
  }),
  PUBLIC_ORIGIN: about(Origin.optional(), {
    meaning: "Origin that people's browsers see; without it http://HOST:PORT.",
    expected: 'an origin such as https://ensemble.example, without a path',
  }),
  TRUST_PROXY: number(
    'Number of reverse proxies in front of the app, whose X-Forwarded-* headers are believed.',
    0,
    10,
    0,
  ),
  MONGODB_URL: about(url(/^mongodb(\+srv)?:\/\/./), {
    meaning: 'MongoDB to store in (a replica set); without it the embedded store in DATA_DIR.',
    expected: 'a mongodb:// or mongodb+srv:// address',
    secret: true,
  }),
  REDIS_URL: about(url(/^rediss?:\/\/./), {
    meaning: 'Redis that links several app nodes; without it this is the only node.',
    expected: 'a redis:// or rediss:// address',
    secret: true,
  }),
  AUTH_SECRET: about(z.string().min(32).optional(), {
    meaning:
      'Secret that signs the session cookies; without it one is made and kept in DATA_DIR (several nodes need the same).',
    expected: 'at least 32 characters, such as from: openssl rand -base64 32',
    secret: true,
  }),
  SMTP_URL: about(url(/^smtps?:\/\/./), {
    meaning: 'Mail server for password links and invitations; without it mails are written to the log.',
    expected: 'an smtp:// or smtps:// address',
    secret: true,
  }),
  MAIL_FROM: about(
    z
      .string()
      .regex(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/)
      .default('Ensemble <ensemble@localhost>'),
    {
      meaning: 'Sender of those mails.',
      expected: 'an address such as Ensemble <hello@ensemble.example>',
    },
  ),
  MILESTONES_TOKEN: about(
    z
      .string()
      .min(16)
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
    {
      meaning: 'Token by which a sheet or program may feed milestones in; without it none are taken.',
      expected: 'at least 16 printable characters, such as from: openssl rand -hex 24',
      secret: true,
    },
  ),
  LLM_BASE_URL: about(url(/^https?:\/\/./), {
    meaning: 'OpenAI-compatible endpoint of a language model; without it the embedded composer.',
    expected: 'an address such as https://api.example/v1',
  }),
  LLM_API_KEY: about(z.string().optional(), {
    meaning: 'Key of that endpoint, where it wants one.',
    expected: 'a key',
    secret: true,
  }),
  LLM_MODEL: about(z.string().optional(), {
    meaning: 'Name of the model at that endpoint; needed with LLM_BASE_URL.',
    expected: 'the name of a model',
  }),
  LLM_TIMEOUT_MS: number(
    'Milliseconds that the model may take for one answer before it is given up.',
    100,
    3_600_000,
    120_000,
  ),
  EMBEDDINGS_MODEL: about(z.string().optional(), {
    meaning:
      'Name of a model of embeddings at that endpoint; without it the knowledge is searched by words alone.',
    expected: 'the name of a model',
  }),
  RATE_LIMIT_READS_PER_MINUTE: perMinute('Reading requests of one user (or one address, signed out)', 6000),
  RATE_LIMIT_WRITES_PER_MINUTE: perMinute('Writing requests of one user (or one address, signed out)', 1200),
  RATE_LIMIT_SIGN_UPS_PER_MINUTE: perMinute('New accounts and guests from one address', 20),
  RATE_LIMIT_SIGN_INS_PER_MINUTE: perMinute('Attempts to sign in from one address', 30),
  RATE_LIMIT_MAILS_PER_HOUR: number(
    'Links that one person may have mailed, and that may be mailed to one address, per hour; 0 means no limit.',
    0,
    1_000_000,
    10,
  ),
  RATE_LIMIT_GENERATIONS_PER_HOUR: number(
    'Runs of outline variants that one person may start per hour; 0 means no limit.',
    0,
    1_000_000,
    60,
  ),
  LIVE_CONNECTIONS_PER_ADDRESS: number(
    'Pages without sign-in that may watch live from one address: a whole pub has one.',
    1,
    1_000_000,
    500,
  ),
  LOG_LEVEL: about(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'), {
    meaning: 'Least important kind of log line to write.',
    expected: 'fatal, error, warn, info, debug, trace or silent',
  }),
});

export type SettingName = keyof typeof Settings.shape;
export const SETTING_NAMES = Object.keys(Settings.shape) as SettingName[];

/** What a setting means, what it accepts, and its default as it would be typed (empty: none). */
export function aboutSetting(name: SettingName): About & { byDefault: string } {
  const byDefault = Settings.shape[name].safeParse(undefined).data;
  return { ...(Settings.shape[name].meta() as unknown as About), byDefault: String(byDefault ?? '') };
}

export interface Config {
  readonly mode: 'production' | 'development' | 'test';
  readonly host: string;
  /** 0: any free port; ask the listening server which. */
  readonly port: number;
  /** Absolute path. */
  readonly dataDir: string;
  /** The origin people's browsers see; undefined when it follows from HOST and PORT: see `originOf`. */
  readonly publicOrigin: string | undefined;
  /** Number of reverse proxies whose X-Forwarded-* headers are believed. */
  readonly trustProxy: number;
  /** Undefined: the embedded store. */
  readonly mongodbUrl: string | undefined;
  /** Undefined: this node is alone. */
  readonly redisUrl: string | undefined;
  /** Undefined: `ensureAuthSecret(dataDir)` makes and keeps one. */
  readonly authSecret: string | undefined;
  /** Undefined `smtpUrl`: mails go to the log. */
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string };
  /** Undefined: no milestones are taken in. */
  readonly milestonesToken: string | undefined;
  /** Undefined: the embedded composer. */
  readonly llm:
    | {
        readonly baseUrl: string;
        readonly apiKey: string | undefined;
        readonly model: string;
        /** Of one answer. */
        readonly timeoutMs: number;
        /** Undefined: search goes by words alone. */
        readonly embeddingsModel: string | undefined;
      }
    | undefined;
  /** 0 means no limit. */
  readonly rateLimits: {
    readonly readsPerMinute: number;
    readonly writesPerMinute: number;
    readonly signUpsPerMinute: number;
    readonly signInsPerMinute: number;
    readonly mailsPerHour: number;
    readonly generationsPerHour: number;
  };
  /** Of people who are not signed in. */
  readonly liveConnectionsPerAddress: number;
  readonly logLevel: z.infer<typeof Settings>['LOG_LEVEL'];
}

/** All that is wrong with the environment, one line for each setting. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The settings need a change (see .env.example):\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads the settings once; throws one ConfigError that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  );
  const parsed = Settings.safeParse(given);
  const problems = [
    ...new Set(parsed.error?.issues.map((issue) => problemWith(issue.path[0] as SettingName, given)) ?? []),
    ...(given['LLM_BASE_URL'] && !given['LLM_MODEL'] ? ['LLM_MODEL: missing; LLM_BASE_URL needs it'] : []),
    ...(given['LLM_MODEL'] && !given['LLM_BASE_URL'] ? ['LLM_BASE_URL: missing; LLM_MODEL needs it'] : []),
    ...(given['EMBEDDINGS_MODEL'] && !given['LLM_BASE_URL']
      ? ['LLM_BASE_URL: missing; EMBEDDINGS_MODEL needs it']
      : []),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(shape(parsed.data));
}

function problemWith(name: SettingName, given: Record<string, string>): string {
  const { expected, secret } = aboutSetting(name);
  const found = secret ? 'the value given does not fit' : `${JSON.stringify(given[name])} does not fit`;
  return `${name}: ${found}; expected ${expected}`;
}

/** A mistyped limit leaves the default in force: whoever starts the app should hear of it. */
export const unknownLimits = (env: NodeJS.ProcessEnv): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('RATE_LIMIT_') && !(name in Settings.shape))
    .map(
      (name) =>
        `${name}: there is no such setting; it has no effect (.env.example lists the RATE_LIMIT_* there are)`,
    );

function shape(settings: z.infer<typeof Settings>): Config {
  return {
    mode: settings.NODE_ENV,
    host: settings.HOST,
    port: settings.PORT,
    dataDir: resolve(settings.DATA_DIR),
    publicOrigin: settings.PUBLIC_ORIGIN,
    trustProxy: settings.TRUST_PROXY,
    mongodbUrl: settings.MONGODB_URL,
    redisUrl: settings.REDIS_URL,
    authSecret: settings.AUTH_SECRET,
    mail: { smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM },
    milestonesToken: settings.MILESTONES_TOKEN,
    llm:
      settings.LLM_BASE_URL && settings.LLM_MODEL
        ? {
            baseUrl: settings.LLM_BASE_URL,
            apiKey: settings.LLM_API_KEY,
            model: settings.LLM_MODEL,
            timeoutMs: settings.LLM_TIMEOUT_MS,
            embeddingsModel: settings.EMBEDDINGS_MODEL,
          }
        : undefined,
    rateLimits: {
      readsPerMinute: settings.RATE_LIMIT_READS_PER_MINUTE,
      writesPerMinute: settings.RATE_LIMIT_WRITES_PER_MINUTE,
      signUpsPerMinute: settings.RATE_LIMIT_SIGN_UPS_PER_MINUTE,
      signInsPerMinute: settings.RATE_LIMIT_SIGN_INS_PER_MINUTE,
      mailsPerHour: settings.RATE_LIMIT_MAILS_PER_HOUR,
      generationsPerHour: settings.RATE_LIMIT_GENERATIONS_PER_HOUR,
    },
    liveConnectionsPerAddress: settings.LIVE_CONNECTIONS_PER_ADDRESS,
    logLevel: settings.LOG_LEVEL,
  };
}

/**
 * The public origin once the port is known: the one configured, or else http://HOST:PORT. An address
 * that means "all of the machine" is nothing a browser can open, so it becomes localhost.
 */
export function originOf(config: Pick<Config, 'publicOrigin' | 'host'>, listeningPort: number): string {
  if (config.publicOrigin) return config.publicOrigin;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`).origin;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
