/** What makes a document valid OpenAPI 3.1, as far as a client generator stumbles over it. Answers what is wrong. */

type Json = Record<string, unknown>;

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function problemsOfOpenApi(document: Json): string[] {
  const problems: string[] = [];
  const demand = (ok: boolean, where: string, what: string): void => {
    if (!ok) problems.push(`${where}: ${what}`);
  };

  function resolve(ref: string): unknown {
    if (!ref.startsWith('#/')) return undefined;
    return ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document);
  }

  function checkSchema(schema: unknown, where: string): void {
    if (typeof schema === 'boolean') return;
    if (!isObject(schema)) {
      problems.push(`${where}: a schema must be an object or a boolean`);
      return;
    }
    if (typeof schema['$ref'] === 'string')
      demand(resolve(schema['$ref']) !== undefined, where, 'dangling $ref');
    const types = schema['type'] === undefined ? [] : [schema['type']].flat();
    demand(
      types.every((type) => TYPES.has(type as string)),
      where,
      `unknown type ${String(schema['type'])}`,
    );
    demand(!('nullable' in schema), where, 'nullable is of OpenAPI 3.0');
    if ('pattern' in schema) {
      try {
        new RegExp(schema['pattern'] as string, 'u');
      } catch {
        problems.push(`${where}: the pattern is no regular expression`);
      }
    }
    for (const limit of ['minLength', 'maxLength', 'minItems', 'maxItems'])
      if (limit in schema)
        demand(Number.isInteger(schema[limit]) && (schema[limit] as number) >= 0, where, limit);
    if ('enum' in schema)
      demand(Array.isArray(schema['enum']) && schema['enum'].length > 0, where, 'an enum needs values');
    const properties = (schema['properties'] ?? {}) as Json;
    for (const [name, inner] of Object.entries(properties)) checkSchema(inner, `${where}.${name}`);
    for (const name of (schema['required'] as string[] | undefined) ?? [])
      demand(name in properties, where, `requires ${name}, which it does not describe`);
    for (const many of ['anyOf', 'oneOf', 'allOf', 'prefixItems'])
      if (many in schema)
        (schema[many] as unknown[]).forEach((inner, i) => checkSchema(inner, `${where}.${many}.${i}`));
    for (const one of ['items', 'additionalProperties', 'not', 'propertyNames'])
      if (one in schema) checkSchema(schema[one], `${where}.${one}`);
  }

  function checkContent(content: unknown, where: string): void {
    if (!isObject(content)) {
      problems.push(`${where}: needs content`);
      return;
    }
    for (const [type, media] of Object.entries(content)) {
      demand(/^[\w.+-]+\/[\w.+-]+$/.test(type), where, `${type} is no media type`);
      checkSchema((media as Json)['schema'], `${where} ${type}`);
    }
  }

  function checkOperation(operation: Json, where: string, path: string): void {
    const parameters = (operation['parameters'] ?? []) as Json[];
    const seen = new Set<string>();
    for (const { name, in: place, required, schema } of parameters) {
      demand(
        ['query', 'header', 'path', 'cookie'].includes(place as string),
        where,
        `parameter in ${String(place)}`,
      );
      demand(!seen.has(`${String(place)} ${String(name)}`), where, `${String(name)} is listed twice`);
      seen.add(`${String(place)} ${String(name)}`);
      demand(place !== 'path' || required === true, where, `${String(name)} must be required`);
      checkSchema(schema, `${where} ${String(name)}`);
    }
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = parameters.filter((p) => p['in'] === 'path').map((p) => p['name']);
    demand(inPath.toSorted().join() === described.toSorted().join(), where, 'path and parameters differ');
    if ('requestBody' in operation)
      checkContent((operation['requestBody'] as Json)['content'], `${where} body`);
    const responses = Object.entries((operation['responses'] ?? {}) as Record<string, Json>);
    demand(responses.length > 0, where, 'needs a response');
    for (const [status, response] of responses) {
      demand(/^[1-5](\d\d|XX)$/.test(status) || status === 'default', where, `status ${status}`);
      demand(typeof response['description'] === 'string', where, `${status} needs a description`);
      if ('content' in response) checkContent(response['content'], `${where} ${status}`);
    }
    const schemes = Object.keys(resolve('#/components/securitySchemes') ?? {});
    for (const requirement of (operation['security'] ?? []) as Json[])
      for (const name of Object.keys(requirement)) demand(schemes.includes(name), where, `security ${name}`);
  }

  demand(/^3\.1\.\d+$/.test(String(document['openapi'])), 'openapi', 'must be 3.1');
  const info = document['info'] as Json;
  demand(
    typeof info['title'] === 'string' && typeof info['version'] === 'string',
    'info',
    'title and version',
  );
  for (const [path, item] of Object.entries(document['paths'] as Record<string, Json>)) {
    demand(path.startsWith('/'), path, 'must begin with /');
    for (const [method, operation] of Object.entries(item)) {
      demand(METHODS.has(method), path, `${method} is no method`);
      checkOperation(operation as Json, `${method} ${path}`, path);
    }
  }
  for (const [name, schema] of Object.entries((resolve('#/components/schemas') ?? {}) as Json))
    checkSchema(schema, name);
  return problems;
}
