import { act, subjectOf } from './act.ts';
import { boundedAnswers, forgetEnded } from './bounds.ts';
import { toldOf } from './counts.ts';
import {
  ANSWER_KEEP_MS,
  type SeatAction,
  type SeatResult,
  type SeatState,
  type StoredAnswer,
} from './model.ts';
import { expireHolds, promoteLine } from './settle.ts';

/**
 * One step of an instance's seats, whole: lapsed holds end, the key is looked up, the action is decided, the
 * line moves up, the answer is kept. The store does exactly this in one guarded update of one document, and is
 * held to it; `nowMs` is the store's own clock.
 *
 * A refusal changes nothing but what time did, and is kept under its key: a duplicate that arrives after
 * somebody left must hear the same no. `version` rises only when there is something new to see.
 */
export function applySeatAction(state: SeatState, action: SeatAction, nowMs: number): SeatResult {
  const { state: settled, expired } = expireHolds(state, nowMs);
  const known = action.key === null ? undefined : settled.answers.find(({ key }) => key === action.key);
  const step = known ? null : act(settled, action, nowMs);
  const acted = step !== null && 'state' in step ? step.state : settled;
  const { state: upToDate, promoted } = promoteLine(acted, nowMs);
  const refusal = known ? known.refusal : step !== null && 'refusal' in step ? step.refusal : null;
  const subject = known ? known.reservationId : subjectOf(action);
  const moved = forgetEnded(upToDate, subject);
  const reservation = moved.reservations.find(({ id }) => id === subject) ?? null;
  const told = known ? known.told : refusal === null && reservation ? toldOf(moved, reservation) : null;
  const answers = known
    ? state.answers
    : remember(state.answers, action.key, { reservationId: subject, refusal, told }, nowMs);
  return {
    state:
      moved === state
        ? answers === state.answers
          ? state
          : { ...state, answers }
        : { ...moved, answers, version: state.version + 1 },
    outcome: refusal ? 'refused' : step === null ? 'repeated' : 'done',
    refusal,
    reservation,
    told,
    expired,
    promoted,
  };
}

function remember(
  answers: readonly StoredAnswer[],
  key: string | null,
  answer: Omit<StoredAnswer, 'key' | 'atMs'>,
  nowMs: number,
): readonly StoredAnswer[] {
  if (key === null) return answers;
  const kept = answers.filter(({ atMs }) => nowMs - atMs < ANSWER_KEEP_MS);
  return boundedAnswers([...kept, { key, atMs: nowMs, ...answer }]);
}
