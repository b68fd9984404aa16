import type { z } from 'zod';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { sayComplaint } from './complaints.ts';
import { afterPress, listenForPresses } from './press.ts';

/**
 * One form: what was typed, what is wrong with it, and whether it is being sent. The schema that the
 * server uses checks each field when it is left, and all of it when it is sent; the server's own
 * complaints land beside the same fields. What was typed stays, whatever happens.
 */
export class Form<Values extends object, Output> {
  values: Values;
  /** Messages by dotted path, for the fields that were left or refused. */
  errors = $state<Record<string, string>>({});
  /** What is wrong with the whole, such as no connection. */
  problem = $state<ApiProblem | null>(null);
  busy = $state(false);
  /** The one thing that is wrong is said beside its field already. */
  #saidBeside = $state(false);
  readonly #schema: z.ZodType<Output>;
  #saved: string;

  constructor(schema: z.ZodType<Output>, initial: Values) {
    this.#schema = schema;
    this.values = $state(initial);
    this.#saved = JSON.stringify(initial);
    listenForPresses();
  }

  /** Whether leaving now would lose something. */
  get isDirty(): boolean {
    return JSON.stringify(this.values) !== this.#saved;
  }

  /** What stands in the fields is kept elsewhere now. */
  markSaved(): void {
    this.#saved = JSON.stringify(this.values);
  }

  /** What to say about the whole, at the foot of the form; null when a field says it all. */
  get summary(): ApiProblem | null {
    return this.#saidBeside ? null : this.problem;
  }

  /** The message for a field, or for anything inside it. */
  error(path: string): string | undefined {
    const own = this.errors[path];
    if (own !== undefined) return own;
    const inside = Object.keys(this.errors).find((key) => key.startsWith(`${path}.`));
    return inside === undefined ? undefined : this.errors[inside];
  }

  /** Checks one field, when the person leaves it. */
  check(path: string): void {
    afterPress(() => this.#checkNow(path));
  }

  #checkNow(path: string): void {
    const found = this.#complaints();
    const belongs = (key: string) => key === path || key.startsWith(`${path}.`);
    this.errors = {
      ...Object.fromEntries(Object.entries(this.errors).filter(([key]) => !belongs(key))),
      ...Object.fromEntries(Object.entries(found).filter(([key]) => belongs(key))),
    };
  }

  /** Clears a complaint that the person is answering; the next leaving checks again. */
  recheck(path: string): void {
    if (this.error(path) !== undefined) this.check(path);
  }

  /**
   * Sends what the schema made of it. Answers what `send` answered, or undefined when it was
   * refused: then errors and problem say why and the first field at fault has the focus.
   */
  async submit<Answer>(send: (output: Output) => Promise<Answer>): Promise<Answer | undefined> {
    if (this.busy) return undefined;
    this.problem = null;
    const parsed = this.#schema.safeParse(this.values);
    if (!parsed.success) {
      this.errors = this.#complaints();
      focusFirstError();
      return undefined;
    }
    this.errors = {};
    this.busy = true;
    try {
      const answer = await send(parsed.data);
      this.markSaved();
      return answer;
    } catch (thrown) {
      this.#refuse(asProblem(thrown));
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  #refuse(problem: ApiProblem): void {
    this.errors = Object.fromEntries(
      problem.fields.map(({ path, message }) => [path, sayComplaint(message, this.values, path)]),
    );
    this.problem = problem;
    // Until it is seen whether a field says it: what is said twice, if only for a moment, is read out twice.
    this.#saidBeside = problem.fields.length === 1;
    focusFirstError((found) => (this.#saidBeside &&= found));
  }

  #complaints(): Record<string, string> {
    const parsed = this.#schema.safeParse(this.values);
    if (parsed.success) return {};
    const found: Record<string, string> = {};
    // The first complaint about a field is the one to mend first.
    for (const { path, message } of parsed.error.issues) {
      const field = path.join('.');
      found[field] ??= sayComplaint(message, this.values, field);
    }
    return found;
  }
}

/** Leads to the first field at fault; `then` hears whether the page shows one. */
function focusFirstError(then: (found: boolean) => void = () => undefined): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('[aria-invalid="true"]');
    field?.focus();
    then(field !== null);
  });
}
