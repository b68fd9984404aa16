import { asNumber, encode, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import { flag, namespaceOf, optionalDoc, refuseCollation, type Context, type Reply } from './context.ts';

/** The MongoDB release whose behaviour and wire version this store follows. */
export const VERSION = '7.0.0';
const MAX_WIRE_VERSION = 21;

export function hello(command: Doc, { connectionId, scope }: Context): Reply {
  const legacy = !('hello' in command);
  return {
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    helloOk: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: scope.now,
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

export function buildInfo(): Reply {
  const versionArray = [...VERSION.split('.').map(Number), 0];
  return {
    version: VERSION,
    gitVersion: 'embedded',
    modules: ['embedded'],
    versionArray,
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
  };
}

export function connectionStatus(): Reply {
  return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } };
}

export function serverStatus(_command: Doc, { scope, cursors, store }: Context): Reply {
  return {
    host: 'embedded',
    version: VERSION,
    process: 'embedded-mongo',
    pid: process.pid,
    uptime: Math.floor(process.uptime()),
    localTime: scope.now,
    metrics: { cursor: { open: { total: cursors.size } } },
    catalogStats: { collections: store.collections().length },
    storageEngine: { name: 'lmdb', persistent: true },
  };
}

export function getParameter(command: Doc): Reply {
  const version = { version: VERSION.split('.').slice(0, 2).join('.') };
  const known: Doc = { featureCompatibilityVersion: version };
  const found = Object.fromEntries(
    Object.entries(known).filter(([name]) => name in command || command['getParameter'] === '*'),
  );
  if (Object.keys(found).length === 0) throw new StoreError('InvalidOptions', 'no option found to get');
  return found;
}

const CREATE_OPTIONS = ['validator', 'validationLevel', 'validationAction'];

/** A validator would have to be enforced: refused. Capped and time series collections too. */
export function create(command: Doc, context: Context): Reply {
  refuseCollation(command);
  for (const option of ['capped', 'timeseries', 'viewOn', 'clusteredIndex', ...CREATE_OPTIONS]) {
    const value = command[option];
    if (
      value !== undefined &&
      value !== false &&
      !(isPlainObject(value) && Object.keys(value).length === 0)
    ) {
      throw new StoreError('InvalidOptions', `create option '${option}' is not supported by this store`);
    }
  }
  context.store.create(namespaceOf(command, 'create', context), {});
  return {};
}

/** Changes a TTL index; nothing else can be changed here. */
export function collMod(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'collMod', context);
  const collection = context.store.find(namespace);
  if (!collection) throw new StoreError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  const change = optionalDoc(command, 'index');
  if (!change) return {};
  const { name, keyPattern } = change;
  const expireAfterSeconds = asNumber(change['expireAfterSeconds']);
  const index = collection.info.indexes.find((one) =>
    name === undefined ? JSON.stringify(one.spec['key']) === JSON.stringify(keyPattern) : one.name === name,
  );
  if (!index)
    throw new StoreError(
      'IndexNotFound',
      `cannot find index ${JSON.stringify(name ?? keyPattern)} for ns ${namespace}`,
    );
  if (expireAfterSeconds === undefined)
    throw new StoreError('InvalidOptions', 'only expireAfterSeconds of an index can be changed');
  const before = index.expireAfterSeconds;
  index.expireAfterSeconds = expireAfterSeconds;
  index.spec['expireAfterSeconds'] = expireAfterSeconds;
  context.store.markCatalogChanged();
  return {
    ...(before === undefined ? {} : { expireAfterSeconds_old: before }),
    expireAfterSeconds_new: expireAfterSeconds,
  };
}

export function drop(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'drop', context);
  const collection = context.store.find(namespace);
  if (!collection) return { ns: namespace };
  const nIndexesWas = collection.info.indexes.length;
  context.store.drop(namespace);
  context.cursors.dropNamespace(namespace);
  return { ns: namespace, nIndexesWas };
}

export function dropDatabase(_command: Doc, context: Context): Reply {
  for (const { info } of collectionsOf(context)) {
    context.store.drop(info.namespace);
    context.cursors.dropNamespace(info.namespace);
  }
  return { dropped: context.db };
}

export function renameCollection(command: Doc, { store, cursors }: Context): Reply {
  const [from, to] = [command['renameCollection'], command['to']];
  if (typeof from !== 'string' || typeof to !== 'string' || !to.includes('.')) {
    throw new StoreError('InvalidNamespace', 'renameCollection takes two full names');
  }
  if (store.find(to)) {
    if (!flag(command, 'dropTarget')) throw new StoreError('NamespaceExists', 'target namespace exists');
    store.drop(to);
  }
  store.rename(from, to);
  cursors.dropNamespace(from);
  return {};
}

export function listCollections(command: Doc, context: Context): Reply {
  const nameOnly = flag(command, 'nameOnly');
  const matches = compileFilter(optionalDoc(command, 'filter') ?? {}, context.scope);
  const docs = collectionsOf(context)
    .map(({ info }) => {
      const name = info.namespace.slice(context.db.length + 1);
      const idIndex = info.indexes[0]?.spec;
      const full = {
        name,
        type: 'collection',
        options: info.options,
        info: { readOnly: false, uuid: info.uuid },
        idIndex,
      };
      return nameOnly ? { name, type: 'collection' } : full;
    })
    .filter(matches);
  const batchSize = asNumber(optionalDoc(command, 'cursor')?.['batchSize']);
  return context.cursors.start(
    `${context.db}.$cmd.listCollections`,
    docs.map((doc) => encode(doc)),
    { batchSize, single: false },
  );
}

export function listDatabases(command: Doc, { store, scope }: Context): Reply {
  const names = [
    ...new Set(store.collections().map(({ info }) => info.namespace.split('.')[0] as string)),
  ].sort();
  const matches = compileFilter(optionalDoc(command, 'filter') ?? {}, scope);
  const databases = names
    .map((name) => (flag(command, 'nameOnly') ? { name } : { name, sizeOnDisk: 0, empty: false }))
    .filter(matches);
  return flag(command, 'nameOnly') ? { databases } : { databases, totalSize: 0 };
}

function collectionsOf({ store, db }: Context): Collection[] {
  return store.collections().filter(({ info }) => info.namespace.startsWith(`${db}.`));
}
