import { DATE_WANTED } from '@ensemble/shared/core/schema';

/** What a schema complains of, the pages' own or the server's, as it reads beside its field. */

/**
 * @param path dotted, into `values`. Nobody types a date as the schema spells it: of one that is missing it is
 *   enough to say so.
 */
export const sayComplaint = (message: string, values: object, path: string): string =>
  message === DATE_WANTED && isEmpty(at(values, path)) ? 'Choose a date.' : sentence(message);

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** What stands at a dotted path. */
const at = (values: object, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      values,
    );

/** Schemas say `must not be empty`; beside its field that reads as a sentence. */
function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return 'This is not right.';
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
