/** A co-edited document's name, `<kind>/<id>`: also the tail of its address, `/collab/<kind>/<id>`. */
export type DocName = string & { readonly __kind: 'DocName' };

const KIND = /^[a-z][a-z0-9-]{0,31}$/;
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Throws a RangeError when either part could not stand in an address. */
export function docName(kind: string, id: string): DocName {
  if (!KIND.test(kind) || !ID.test(id)) throw new RangeError('a document name is <kind>/<id>');
  return `${kind}/${id}` as DocName;
}

/** The two parts of a name, or null when the text is no document name. */
export function parseDocName(text: string): { kind: string; id: string } | null {
  const [kind, id, ...rest] = text.split('/');
  if (kind === undefined || id === undefined || rest.length > 0) return null;
  return KIND.test(kind) && ID.test(id) ? { kind, id } : null;
}
