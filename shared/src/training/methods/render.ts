import { type Html, escapeHtml, inline, em, ol, p, stack, strong, ul } from '../html.ts';
import { shareMinutes } from '../minutes.ts';
import type { Method } from './types.ts';

/** What a method's text is about in one session. Empty: plain words stand in. */
export interface MethodSubject {
  topic?: string;
  outcome?: string;
  problem?: string;
  audience?: string;
}

const PLAIN: Required<MethodSubject> = {
  topic: 'the topic',
  outcome: 'the aim of the session',
  problem: 'what is hard today',
  audience: 'the group',
};

const isSubject = (name: string): name is keyof MethodSubject => Object.hasOwn(PLAIN, name);

/** Text with `{topic}` and its like filled in; what the session says is set in italics. */
export function fill(text: string, subject: MethodSubject): Html {
  const pieces = text.split(/\{(\w+)\}/).map((piece, at) => {
    if (at % 2 === 0 || !isSubject(piece)) return escapeHtml(piece);
    const said = subject[piece]?.trim() ?? '';
    return said === '' ? escapeHtml(PLAIN[piece]) : em(said);
  });
  return inline(...pieces);
}

const minutesMark = (minutes: number): Html => strong(minutes > 0 ? `${minutes} min` : 'In passing');

/** Steps with minutes that sum to `minutes`. */
export function stepList(steps: Method['steps'], minutes: number, subject: MethodSubject): Html {
  const shared = shareMinutes(
    minutes,
    steps.map(([, share]) => share),
  );
  return ol(
    steps.map(([text], at) => inline(minutesMark(shared[at] ?? 0), escapeHtml(' · '), fill(text, subject))),
  );
}

export const questionList = (questions: readonly string[], subject: MethodSubject): Html =>
  ul(questions.map((question) => fill(question, subject)));

/** A section's description: purpose, steps with their minutes, questions for the debrief. */
export function methodHtml(method: Method, minutes: number, subject: MethodSubject = {}): string {
  return stack(
    p(fill(method.purpose, subject)),
    stepList(method.steps, minutes, subject),
    method.debrief.length === 0 ? null : p(strong('Ask afterwards')),
    method.debrief.length === 0 ? null : questionList(method.debrief, subject),
  );
}
