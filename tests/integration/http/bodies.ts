/** Wrong requests derived from the OpenAPI document: what a form could get wrong, field by field. */

export interface JsonSchema {
  type?: string;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

export interface WrongBody {
  /** Completes "a body with …". */
  what: string;
  body: unknown;
  /** As `errors[].path` must say it. */
  path: string;
}

/** The schema without its null; what may be one of several has no one schema. */
function present(schema: JsonSchema): JsonSchema {
  const kinds = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [schema];
  return kinds.length === 1 ? (kinds[0] ?? schema) : { anyOf: kinds };
}

/** Values a field of this schema must refuse, with the path of what is wrong inside it. */
function wrongValues(given: JsonSchema): { what: string; value: unknown; inside: string }[] {
  const schema = present(given);
  const at = (what: string, value: unknown, inside = '') => ({ what, value, inside });
  switch (schema.type) {
    case 'string':
      return [
        at('a number for a text', 42),
        at('an object for a text', {}),
        ...(schema.enum || schema.pattern ? [at('a word that is none of them', '?')] : []),
        ...(schema.minLength ? [at('nothing', '')] : []),
        ...(schema.maxLength ? [at('too long a text', 'x'.repeat(schema.maxLength + 1))] : []),
      ];
    case 'integer':
    case 'number':
      return [
        at('a text for a number', 'seven'),
        ...(schema.minimum === undefined ? [] : [at('too small a number', schema.minimum - 1)]),
        ...(schema.maximum === undefined ? [] : [at('too large a number', schema.maximum + 1)]),
        ...(schema.type === 'integer' ? [at('half a number', Math.max(schema.minimum ?? 0, 0) + 0.5)] : []),
      ];
    case 'boolean':
      return [at('a text for a yes or no', 'yes')];
    case 'array':
      return [
        at('a text for a list', 'one'),
        ...(schema.minItems ? [at('an empty list', [])] : []),
        ...wrongValues(schema.items ?? {}).map(({ what, value, inside }) =>
          at(`${what} in a list`, [value], ['0', inside].filter(Boolean).join('.')),
        ),
      ];
    case 'object':
      return [
        at('a text for an object', 'one'),
        ...wrongBodies(schema).map((w) => at(w.what, w.body, w.path)),
      ];
    default:
      return schema.anyOf ? [at('a yes for one of several kinds', true)] : [];
  }
}

export function wrongBodies(schema: JsonSchema): WrongBody[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    wrongValues(field).map(({ what, value, inside }) => ({
      what: `${what} as ${name}`,
      body: { [name]: value },
      path: [name, inside].filter(Boolean).join('.'),
    })),
  );
  const missing = (schema.required ?? []).map((name) => ({ what: `no ${name}`, body: {}, path: name }));
  const unknown =
    schema.additionalProperties === false
      ? [{ what: 'a field nobody knows', body: { bogus: 1 }, path: 'bogus' }]
      : [];
  return [...fields, ...missing, ...unknown];
}

/** Query values that must be refused, as they stand in an address. */
export function wrongQueryValues(given: JsonSchema): string[] {
  const schema = present(given);
  if (schema.type === 'integer' || schema.type === 'number') {
    const edges = [
      ...(schema.minimum === undefined ? [] : [String(schema.minimum - 1)]),
      ...(schema.maximum === undefined ? [] : [String(schema.maximum + 1)]),
    ];
    return ['seven', '1.5', ...edges];
  }
  if (schema.enum || schema.pattern) return ['?'];
  return schema.maxLength ? ['x'.repeat(schema.maxLength + 1)] : [];
}
