import { assertNever } from '../core/errors.ts';
import type { ConflictReason, ExistingInstance, FieldChange, GeneratedFields } from './generate.types.ts';

const NAMES: Record<keyof GeneratedFields, string> = {
  status: 'whether it takes place',
  title: 'the title',
  citySlug: 'the city',
  sessionStackId: 'the session',
  agendaWeekId: 'the week',
  date: 'the date',
  startTime: 'the start',
  endTime: 'the end',
  timezone: 'the time zone',
  capacityMin: 'the fewest seats',
  capacityMax: 'the most seats',
  costMin: 'the minimum cost',
  priceMinor: 'the price',
  variableCostMinor: 'the cost per seat',
  currency: 'the currency',
  data: 'the atmosphere',
};

/** Why it was left alone and what would have changed, for people. */
export function wordsFor(
  reason: ConflictReason,
  { booked }: Pick<ExistingInstance, 'booked'>,
  changes: readonly FieldChange[],
): string {
  const what = changes.map(({ field }) => NAMES[field]).join(', ');
  const withdraws = changes.some(({ field, to }) => field === 'status' && to === 'cancelled');
  const wish = withdraws ? 'The week no longer has it' : `The week differs in ${what}`;
  return `${why(reason, booked)} ${wish}; nothing was changed.`;
}

function why(reason: ConflictReason, booked: number): string {
  switch (reason) {
    case 'edited-by-hand':
      return 'It was changed by hand.';
    case 'cancelled-by-hand':
      return 'It was cancelled by hand.';
    case 'has-reservations':
      return booked === 1
        ? '1 seat is booked, held or waited for.'
        : `${booked} seats are booked, held or waited for.`;
    default:
      return assertNever(reason);
  }
}
