import type { VariantsProgress, VariantView } from '@ensemble/shared/training';
import type { Run, RunsRow, RunStep } from './runs.repo.ts';
import type { VariantRow } from './variants.repo.ts';

/** How much of a run is done before the first outline is begun: it is read and looked up. */
const BEFORE_MAKING = 0.1;

/** What everybody is told who watches the draft. */
export function progressOf({ _id, version, run }: RunsRow): VariantsProgress {
  const { jobId, state, steps } = run;
  return {
    draftId: _id,
    version,
    jobId,
    state,
    progress: state === 'pending' ? pendingProgress(run) : 1,
    stage: stageOf(run),
    steps: steps.map(({ persona, state: stepState, reason }) => ({ persona, state: stepState, reason })),
  };
}

const isOver = ({ state }: RunStep): boolean => state === 'ready' || state === 'failed';

function pendingProgress({ steps, passages }: Run): number {
  if (passages === null) return BEFORE_MAKING / 2;
  return BEFORE_MAKING + ((1 - BEFORE_MAKING) * steps.filter(isOver).length) / (steps.length + 1);
}

function stageOf({ state, steps, passages, ragWeight }: Run): string {
  const all = steps.length;
  const ready = steps.filter((step) => step.state === 'ready').length;
  if (state === 'failed') return 'No outline could be made';
  if (state === 'ready') {
    if (ready === 0) return 'No variant could be made; a plain outline is there instead';
    return ready === all ? 'Ready' : `Ready; ${all - ready} of ${all} could not be made`;
  }
  if (passages === null) return ragWeight > 0 ? 'Looking through the knowledge base' : 'Reading the setup';
  const over = steps.filter(isOver).length;
  return over === all ? 'Putting them in order' : `Making outlines: ${over} of ${all} done`;
}

/** Before anything was asked for. */
export const noProgress = (draftId: string): VariantsProgress => ({
  draftId,
  version: 0,
  jobId: null,
  state: 'idle',
  progress: 0,
  stage: '',
  steps: [],
});

export function presentVariant(row: VariantRow): VariantView {
  const { jobId, persona, label, maker, model, ragWeight, outline, sources, mix, totalMinutes, note } = row;
  return {
    id: row._id.toHexString(),
    jobId,
    persona,
    label,
    maker,
    model,
    ragWeight,
    outline,
    sources,
    mix,
    totalMinutes,
    note,
    createdAt: row.createdAt.toISOString(),
  };
}
