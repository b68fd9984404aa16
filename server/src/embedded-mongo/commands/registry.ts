import type { CommandSpec, Handler } from './context.ts';
import * as admin from './admin.ts';
import { aggregate } from './aggregate.ts';
import { explain } from './explain.ts';
import { findAndModify } from './find-and-modify.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { count, distinct, find, getMore, killCursors } from './read.ts';
import { insert, remove, update } from './write.ts';

/** Fields any command may carry: they route, trace or bound it and do not change its result here. */
export const COMMON_FIELDS: ReadonlySet<string> = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'mayBypassWriteBlocking',
  'bypassEmptyTsReplacement',
]);

const reads = (run: Handler, ...fields: string[]): CommandSpec => ({ run, writes: false, fields });
const writes = (run: Handler, ...fields: string[]): CommandSpec => ({ run, writes: true, fields });
const ok: Handler = () => ({});

const ANYTHING = '*';

const hello = reads(admin.hello, ANYTHING);
const findAndModifySpec = writes(
  findAndModify,
  ...[
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
    'collation',
    'bypassDocumentValidation',
  ],
);
const WRITE = ['ordered', 'bypassDocumentValidation', 'let'];

/** Every command this store knows. Names are MongoDB's, and case counts except where MongoDB has two spellings. */
export const COMMANDS: ReadonlyMap<string, CommandSpec> = new Map(
  Object.entries({
    hello,
    isMaster: hello,
    ismaster: hello,
    ping: reads(ok),
    buildInfo: reads(admin.buildInfo),
    buildinfo: reads(admin.buildInfo),
    connectionStatus: reads(admin.connectionStatus, 'showPrivileges'),
    serverStatus: reads(admin.serverStatus, ANYTHING),
    getParameter: reads(admin.getParameter, ANYTHING),
    endSessions: reads(ok),
    refreshSessions: reads(ok),
    startSession: reads(ok),
    find: reads(
      find,
      ...[
        'filter',
        'sort',
        'projection',
        'hint',
        'skip',
        'limit',
        'batchSize',
        'singleBatch',
        'let',
        'collation',
        'allowDiskUse',
      ],
      ...[
        'tailable',
        'min',
        'max',
        'returnKey',
        'showRecordId',
        'noCursorTimeout',
        'awaitData',
        'allowPartialResults',
        'oplogReplay',
      ],
    ),
    getMore: reads(getMore, 'collection', 'batchSize'),
    killCursors: reads(killCursors, 'cursors'),
    count: reads(count, 'query', 'limit', 'skip', 'hint', 'collation', 'fields'),
    distinct: reads(distinct, 'key', 'query', 'hint', 'collation'),
    aggregate: reads(
      aggregate,
      ...[
        'pipeline',
        'cursor',
        'allowDiskUse',
        'hint',
        'let',
        'collation',
        'bypassDocumentValidation',
        'singleBatch',
      ],
    ),
    explain: reads(explain, 'verbosity'),
    insert: writes(insert, 'documents', ...WRITE),
    update: writes(update, 'updates', ...WRITE),
    delete: writes(remove, 'deletes', ...WRITE),
    findAndModify: findAndModifySpec,
    findandmodify: findAndModifySpec,
    createIndexes: writes(createIndexes, 'indexes', 'commitQuorum'),
    dropIndexes: writes(dropIndexes, 'index'),
    listIndexes: reads(listIndexes, 'cursor'),
    create: writes(
      admin.create,
      ...[
        'capped',
        'size',
        'max',
        'timeseries',
        'viewOn',
        'pipeline',
        'clusteredIndex',
        'collation',
        'indexOptionDefaults',
      ],
      ...[
        'validator',
        'validationLevel',
        'validationAction',
        'autoIndexId',
        'storageEngine',
        'expireAfterSeconds',
        'changeStreamPreAndPostImages',
      ],
    ),
    collMod: writes(admin.collMod, 'index'),
    drop: writes(admin.drop),
    dropDatabase: writes(admin.dropDatabase),
    renameCollection: writes(admin.renameCollection, 'to', 'dropTarget'),
    listCollections: reads(admin.listCollections, 'filter', 'nameOnly', 'cursor', 'authorizedCollections'),
    listDatabases: reads(admin.listDatabases, 'filter', 'nameOnly', 'authorizedDatabases'),
  }),
);

export const TAKES_ANYTHING = ANYTHING;
