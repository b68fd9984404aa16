import { Rng } from '@ensemble/shared';
import { fitOutline, sectionIds, type SessionOutline } from '@ensemble/shared/training';
import { LlmError, type LlmProvider } from '../../../llm/index.ts';
import { citedIn, type Made, type MakerInput, MakingFailed, type OutlineMaker } from './maker.ts';
import { answerSchema } from './answer-form.ts';
import { complaintsAbout, handlesOf, sectionsOf } from './model-answer.ts';
import { questionOf, SYSTEM } from './prompt.ts';

/** Outlines by a language model. What it answers is judged, fitted to the window and cleaned; it cites what it was given. */
export class ModelMaker implements OutlineMaker {
  readonly kind = 'model';
  readonly model: string;
  readonly #llm: LlmProvider;

  constructor(llm: LlmProvider) {
    this.model = llm.model;
    this.#llm = llm;
  }

  async make(input: MakerInput): Promise<Made> {
    const { metadata, passages, seed, signal } = input;
    const handles = handlesOf(passages);
    const answer = await this.#llm
      .object({
        name: 'session_outline',
        schema: answerSchema(handles),
        system: SYSTEM,
        prompt: questionOf(input, handles),
        check: (given) => complaintsAbout(given, handles),
        signal,
      })
      .catch((error: unknown) => {
        throw error instanceof LlmError ? new MakingFailed(reasonOf(error), { cause: error }) : error;
      });
    const newId = sectionIds(new Rng(seed));
    const sections = sectionsOf(answer, handles, metadata).map((section) => ({ ...section, id: newId() }));
    const outline: SessionOutline = fitOutline({ sections }, metadata, newId);
    return { outline, sources: citedIn(outline, passages) };
  }
}

/** With what was wrong, where that was a lie about sources: people should know why nothing came. */
const reasonOf = ({ message, issues }: LlmError): string =>
  issues.some((issue) => /^sections\.\d+\.sources:/.test(issue))
    ? 'The language model cited sources that it was not given.'
    : message;
