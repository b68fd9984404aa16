import { AppError, assertNever, invalidField } from '@ensemble/shared';
import type { SeatRefusal } from '@ensemble/shared/seats';

const seats = (count: number): string => (count === 1 ? '1 seat' : `${count} seats`);

/** A refusal of the seat model as what a client is told, with `extra` members where there is more to say. */
export function problemOfRefusal(refusal: SeatRefusal, extra: Record<string, unknown> = {}): AppError {
  const { code, message, cause, fields, details } = wordsFor(refusal);
  return new AppError(code, message, { cause, fields, details: { ...details, ...extra } });
}

function wordsFor(refusal: SeatRefusal): AppError {
  switch (refusal.code) {
    case 'seats-unavailable': {
      const left = Math.max(0, refusal.left);
      const message = left === 0 ? 'No seats are left.' : `Only ${seats(left)} left.`;
      return new AppError('seats-unavailable', message, { details: { left } });
    }
    case 'party-too-large':
      return invalidField('seats', `must be at most ${refusal.capacityMax}: there are no more seats in all`);
    case 'instance-cancelled':
      return new AppError('cancelled', 'This one is cancelled.');
    case 'instance-completed':
      return new AppError('completed', 'This one is over.');
    case 'unknown-reservation':
      return new AppError('not-found', 'There is no such reservation.');
    case 'hold-expired':
      return new AppError('hold-expired', 'The seats were held too long ago and are free again. Book anew.');
    case 'illegal-move':
      return new AppError('illegal-move', `This cannot be done with a reservation that is ${refusal.from}.`, {
        details: { from: refusal.from },
      });
    case 'below-taken': {
      const { taken, held } = refusal;
      const message = `must not be below what people have: ${seats(taken)} taken, ${seats(held)} held`;
      return new AppError('below-taken', `The capacity ${message}.`, {
        fields: [{ path: 'capacityMax', message }],
        details: { taken, held },
      });
    }
    case 'minimum-above-maximum':
      return invalidField('capacityMin', 'must not be above capacityMax');
    case 'unreadable': {
      const { code, message, fields } = refusal.problem;
      return new AppError(code, message, { fields });
    }
    default:
      return assertNever(refusal);
  }
}
