import { jsonrepair } from 'jsonrepair';

/** What a model wrote, as JSON. `cut-off`: it ends in the middle. `no-json`: there is none in it. */
export type ReadAnswer = { ok: true; value: unknown } | { ok: false; why: 'cut-off' | 'no-json' };

/**
 * Finds the JSON object in an answer: within fences, after thoughts or chatter. Small slips such as trailing commas
 * are mended; an answer that stops in the middle is not: mending would close it silently and pass half as a whole.
 */
export function readAnswer(text: string): ReadAnswer {
  const spoken = text.replace(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi, '');
  const start = spoken.indexOf('{');
  if (start < 0) return { ok: false, why: 'no-json' };
  const whole = spoken.slice(start);
  const plain = parsed(whole.trim());
  if (plain.ok) return plain;
  const end = endOfObject(whole);
  if (end === null) return { ok: false, why: 'cut-off' };
  const object = whole.slice(0, end);
  const strict = parsed(object);
  if (strict.ok) return strict;
  try {
    return { ok: true, value: JSON.parse(jsonrepair(object)) };
  } catch {
    return { ok: false, why: 'no-json' };
  }
}

function parsed(text: string): ReadAnswer {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, why: 'no-json' };
  }
}

/** Index after the bracket that closes the first one; null when none does. */
function endOfObject(text: string): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
