import { createHash, randomUUID } from 'node:crypto';
import { AppError, type Clock } from '@ensemble/shared';
import {
  type CitedPassage,
  decideRagWeight,
  type DraftView,
  missingForVariants,
  type RagWeight,
  type VariantsProgress,
  type VariantsRequest,
  type VariantsView,
} from '@ensemble/shared/training';
import { derivedId } from '../../http/ids.ts';
import type { RateLimit } from '../../http/rate-limit.ts';
import type { Viewer } from '../../http/viewer.ts';
import type { DraftContent, DraftsPort } from '../drafts.port.ts';
import type { TrainingEvents } from '../events.ts';
import type { VariantConfigRow } from './configs.models.ts';
import type { VariantConfigs } from './configs.service.ts';
import type { Knowledge } from './knowledge.ts';
import type { OutlineMaker } from './makers/maker.ts';
import { noProgress, presentVariant, progressOf } from './present.ts';
import type { Runner } from './runner.ts';
import type { Run, RunsRepo, RunsRow } from './runs.repo.ts';
import { inTurn } from './turns.ts';
import type { VariantRow, VariantsRepo } from './variants.repo.ts';

export interface GenerationDeps {
  runs: RunsRepo;
  variants: VariantsRepo;
  configs: VariantConfigs;
  runner: Runner;
  maker: OutlineMaker;
  knowledge: Knowledge;
  drafts: DraftsPort;
  events: TrainingEvents;
  /** Of runs that one person starts, and that are started for one draft. */
  limit: RateLimit;
  clock: Clock;
}

/** What a run is asked to be. */
interface Wanted {
  content: DraftContent;
  configs: readonly VariantConfigRow[];
  ragWeight: RagWeight;
  request: VariantsRequest;
  digest: string;
}

export class GenerationService {
  readonly #deps: GenerationDeps;
  readonly #selecting = inTurn();
  /** Runs on after the answer. */
  background: (work: Promise<unknown>) => void = () => undefined;

  constructor(deps: GenerationDeps) {
    this.#deps = deps;
  }

  /**
   * Begins a run and answers its id; while one is under way, that one's. Without `regenerate`, what was made of the
   * same input is answered instead of made again.
   * @throws AppError `invalid` naming what the setup lacks, `too-many`, `conflict` when every variant is switched off.
   */
  async start(viewer: Viewer, draftId: string, request: VariantsRequest, jobId: string): Promise<string> {
    const { drafts, runs, limit, runner, events } = this.#deps;
    const content = await drafts.content(draftId);
    const missing = missingForVariants(content.metadata);
    if (missing.length > 0) {
      throw new AppError('invalid', 'The setup lacks what outlines are made from.', { fields: missing });
    }
    const before = await runs.find(draftId);
    if (before?.run.state === 'pending') return before.run.jobId;
    const wanted = await this.#wanted(viewer, content, request);
    if (before && !request.regenerate && (await this.#stillFits(before, wanted))) return before.run.jobId;
    await limit.take(viewer.userId);
    await limit.take(`draft ${draftId}`);
    const run = this.#runOf(wanted, viewer, jobId, (before?.run.number ?? 0) + 1);
    const begun = await runs.begin(draftId, run, before?.run.number ?? 0);
    // Pressed twice at the same moment: there is one run, whoever began it.
    if (!begun) return (await runs.find(draftId))?.run.jobId ?? jobId;
    await events.record({
      id: derivedId('training-event', jobId, 'generation-started'),
      kind: 'generation-started',
      draftId,
      userId: viewer.userId,
      maker: this.#deps.maker.kind,
      data: { jobId, ragWeight: run.ragWeight, regenerate: request.regenerate },
    });
    runner.onProgress(progressOf(begun));
    this.background(runner.start(begun));
    return jobId;
  }

  async progress(draftId: string): Promise<VariantsProgress> {
    const row = await this.#deps.runs.find(draftId);
    return row ? progressOf(row) : noProgress(draftId);
  }

  async view(draftId: string): Promise<VariantsView> {
    // The run first: what it says is ready is then among the variants.
    const row = await this.#deps.runs.find(draftId);
    const items = await this.#deps.variants.list(draftId);
    return {
      ...(row ? progressOf(row) : noProgress(draftId)),
      items: items.map(presentVariant),
      passagesFound: row?.run.passages?.length ?? 0,
    };
  }

  /**
   * The variant becomes a version of kind `ai`, accepted and in view, and its outline the draft's, as a forward
   * change. Safe to repeat: a variant becomes one version, however often it is selected.
   */
  async select(viewer: Viewer, draftId: string, variantId: string): Promise<DraftView> {
    const { variants, drafts } = this.#deps;
    const variant = await variants.find(draftId, variantId);
    if (!variant) throw new AppError('not-found', 'There is no such variant of this draft.');
    return this.#selecting(draftId, async () => {
      const { metadata } = await drafts.content(draftId);
      const version = await drafts.addVersion(draftId, {
        id: derivedId('version-of-variant', variantId),
        kind: 'ai',
        label: variant.label,
        persona: variant.maker === 'fallback' ? null : variant.persona,
        maker: variant.maker,
        ragWeight: variant.ragWeight,
        prompt: variant.prompt,
        metadata,
        outline: variant.outline,
        sources: variant.sources,
        createdBy: { id: viewer.userId, name: viewer.name },
      });
      await variants.select(draftId, variantId);
      const { userId, name, isGuest } = viewer;
      await drafts.write(draftId, { userId, name, isGuest }, { outline: variant.outline });
      await drafts.set(draftId, { acceptedVersionId: version.id, selectedVersionId: version.id });
      await this.#selected(viewer, variant, metadata.category);
      return drafts.view(viewer, draftId);
    });
  }

  /** A passage that a variant or version of this draft cites, as it was then. @throws AppError `not-found` */
  async passage(draftId: string, passageId: string): Promise<CitedPassage> {
    const citing = await this.#deps.variants.citing(draftId, passageId);
    const inVariant = citing?.sources.find(({ id }) => id === passageId);
    if (inVariant) return inVariant;
    const versions = await this.#deps.drafts.versions(draftId);
    const inVersion = versions.flatMap(({ sources }) => sources).find(({ id }) => id === passageId);
    if (inVersion) return inVersion;
    throw new AppError('not-found', 'Nothing in this draft cites such a passage.');
  }

  async #selected(viewer: Viewer, variant: VariantRow, category: string): Promise<void> {
    const { events } = this.#deps;
    const { draftId, persona, maker, model, ragWeight, label, jobId } = variant;
    const variantId = variant._id.toHexString();
    const facts = { draftId, userId: viewer.userId, persona, maker, data: { jobId, variantId, ragWeight } };
    await events.record({
      ...facts,
      id: derivedId('training-event', variantId, 'variant-selected'),
      kind: 'variant-selected',
    });
    await events.logInteraction({
      ...facts,
      id: derivedId('ai-interaction', variantId, 'selection'),
      kind: 'selection',
      variantLabel: label,
      model,
      ragWeight,
      category,
    });
  }

  async #wanted(viewer: Viewer, content: DraftContent, request: VariantsRequest): Promise<Wanted> {
    const { configs, knowledge, maker } = this.#deps;
    const { metadata, prompt } = content;
    const active = await configs.active();
    const { weight } = decideRagWeight({
      metadata,
      documents: request.ragWeight === undefined ? await knowledge.countReadable(viewer.userId) : 0,
      asked: request.ragWeight,
      tweaks: request.tweaks,
    });
    const personas = active.map(({ persona, label, instruction }) => [persona, label, instruction]);
    const tweaks = [...request.tweaks].sort();
    const input = [metadata, prompt, personas, weight, tweaks, maker.kind, maker.model];
    const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    return { content, configs: active, ragWeight: weight, request, digest };
  }

  /** All of it was made of just this input, and is there. */
  async #stillFits({ _id, run }: RunsRow, { digest }: Wanted): Promise<boolean> {
    if (run.inputDigest !== digest || run.steps.some(({ state }) => state !== 'ready')) return false;
    const kept = await this.#deps.variants.list(_id);
    return kept.filter(({ jobId }) => jobId === run.jobId).length === run.steps.length;
  }

  #runOf(
    { content, configs, ragWeight, request, digest }: Wanted,
    viewer: Viewer,
    jobId: string,
    number: number,
  ): Run {
    const now = new Date(this.#deps.clock.now());
    return {
      jobId,
      state: 'pending',
      number,
      requestedBy: { id: viewer.userId, name: viewer.name },
      inputDigest: digest,
      // Of the input and the count alone: the same presses on the same input make the same outlines.
      seed: createHash('sha256').update(`${digest} ${number}`).digest().readUInt32BE(0),
      metadata: content.metadata,
      prompt: content.prompt,
      ragWeight,
      tweaks: request.tweaks,
      passages: null,
      steps: configs.map(({ persona, label, instruction }) => ({
        persona,
        label,
        instruction,
        state: 'waiting',
        reason: null,
      })),
      holder: randomUUID(),
      heartbeatAt: now,
      attempts: 1,
      startedAt: now,
    };
  }
}
