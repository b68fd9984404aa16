import { SessionMetadata, type SessionMetadataPatch } from '@ensemble/shared/training/metadata.schema';
import { sayComplaint } from '#lib/forms/complaints.ts';
import { afterPress, listenForPresses } from '#lib/forms/press.ts';
import type { OutlineDoc } from '../outline/outline-doc.svelte.ts';

type Field = keyof SessionMetadata;

/** What outlines are made for, and publishing waits for. */
const NEEDED: Partial<Record<Field, string>> = {
  title: 'A title is needed before outlines are made.',
  desiredOutcome: 'Say what people can do afterwards: it is needed before outlines are made.',
};
/** A year being typed passes through 0002 and 0020: what others would see meanwhile. */
const FIRST_YEAR = '1900';

/**
 * The setup as one person fills it in. What may stand in the shared document goes there at once, for everybody; what
 * may not stays in the field, and when the field is left it says why.
 */
export class SetupForm {
  /** Messages by field. */
  errors = $state<Partial<Record<Field, string>>>({});
  #held = $state.raw<Partial<Record<Field, unknown>>>({});
  readonly #outline: OutlineDoc;

  constructor(outline: OutlineDoc) {
    this.#outline = outline;
    listenForPresses();
  }

  /** What stands in the field: one's own half-typed value before everybody's. */
  value<F extends Field>(field: F): SessionMetadata[F] {
    // What was held is of the field's own kind, only not allowed as it is: a number too large, half a date.
    return (field in this.#held ? this.#held[field] : this.#outline.metadata[field]) as SessionMetadata[F];
  }

  set<F extends Field>(field: F, value: SessionMetadata[F]): void {
    const parsed = SessionMetadata.shape[field].safeParse(value);
    if (!parsed.success || isHalfTyped(field, value)) {
      this.#held = { ...this.#held, [field]: value };
      return;
    }
    this.#release(field);
    this.write({ [field]: parsed.data });
  }

  /** Several fields that belong together, such as a place's name and its entry in the list. */
  write(patch: SessionMetadataPatch): void {
    this.#outline.setMetadata(patch);
    for (const field of Object.keys(patch) as Field[])
      if (this.errors[field] !== undefined) this.check(field);
  }

  /** When the field is left, or changed after a complaint. */
  check(field: Field): void {
    afterPress(() => {
      const { [field]: _, ...others } = this.errors;
      const message = this.#complaint(field);
      this.errors = message === undefined ? others : { ...others, [field]: message };
    });
  }

  /** Only where something is complained of already. */
  recheck(field: Field): void {
    if (this.errors[field] !== undefined) this.check(field);
  }

  #complaint(field: Field): string | undefined {
    const value = this.value(field);
    const parsed = SessionMetadata.shape[field].safeParse(value);
    const issue = parsed.success ? undefined : parsed.error.issues[0];
    if (issue) return sayComplaint(issue.message, { [field]: value }, field);
    if (isHalfTyped(field, value)) return 'Choose a date.';
    if (typeof value === 'string' && value.trim() === '') return NEEDED[field] ?? this.#missingTime(field);
    return undefined;
  }

  /** A date without times cannot be put into a calendar. */
  #missingTime(field: Field): string | undefined {
    const isTime = field === 'startTime' || field === 'endTime';
    return isTime && this.value('startDate') !== '' ? 'A session with a date needs its time.' : undefined;
  }

  #release(field: Field): void {
    const { [field]: _, ...others } = this.#held;
    this.#held = others;
  }
}

const isHalfTyped = (field: Field, value: unknown): boolean =>
  field === 'startDate' && typeof value === 'string' && value !== '' && value < FIRST_YEAR;
