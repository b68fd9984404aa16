/** MongoDB's numeric error codes that this store uses; clients branch on them (11000 above all). */
export const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  InvalidLength: 16,
  Unauthorized: 13,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  NotSingleValueField: 54,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Location16410: 16410,
  Location31120: 31120,
  Location31249: 31249,
  Location31253: 31253,
  Location31254: 31254,
  Location40192: 40192,
  Location40228: 40228,
  Location40272: 40272,
  Location40323: 40323,
  Location28818: 28818,
  Location15959: 15959,
  Location15958: 15958,
  Location40177: 40177,
  Location17419: 17419,
  Location40324: 40324,
  Location40414: 40414,
  Location40415: 40415,
} as const;

export type CodeName = keyof typeof CODES;

/** An error a client sees as `{ ok: 0, code, codeName, errmsg, ...details }` or inside `writeErrors`. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: number;
  readonly codeName: string;
  /** Extra fields of the reply, such as keyPattern and keyValue of a duplicate key. */
  readonly details: Record<string, unknown>;

  constructor(codeName: CodeName, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = CODES[codeName];
    this.codeName = codeName;
    this.details = details;
  }
}
