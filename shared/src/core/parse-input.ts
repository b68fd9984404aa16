import type { z } from 'zod';
import { AppError } from './errors.ts';

/** The parsed input; throws `invalid` with each field's path under `prefix`. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, prefix: string[] = []): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({
    path: [...prefix, ...path.map(String)].join('.'),
    message,
  }));
  throw new AppError('invalid', fields[0]?.message ?? 'is not valid', { fields });
}
