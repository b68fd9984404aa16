import { diffArrays } from 'diff';
import type * as Y from 'yjs';

/** Makes the children of a shared node the wanted ones by the least change: what is equal is not touched. */

export type Child = Y.XmlElement | Y.XmlText;
export type Parent = Y.XmlFragment | Y.XmlElement;

export interface Present {
  child: unknown;
  /** Equal to a wanted one's: nothing to do. */
  key: string;
  /** Equal to a wanted one's: it can be changed into it. */
  kind: string;
}

export interface Wanted {
  key: string;
  kind: string;
  make(): Child;
  change(child: unknown): void;
}

type Step = { do: 'keep' | 'remove' } | { do: 'change' | 'insert'; wanted: Wanted };

/** Between two equal neighbours: each wanted one takes the next present one of its kind, in order. */
function stepsBetween(present: readonly Present[], wanted: readonly Wanted[]): Step[] {
  const steps: Step[] = [];
  let next = 0;
  for (const want of wanted) {
    const at = present.findIndex(({ kind }, i) => i >= next && kind === want.kind);
    if (at < 0) steps.push({ do: 'insert', wanted: want });
    else {
      for (; next < at; next++) steps.push({ do: 'remove' });
      steps.push({ do: 'change', wanted: want });
      next = at + 1;
    }
  }
  for (; next < present.length; next++) steps.push({ do: 'remove' });
  return steps;
}

function stepsTo(present: readonly Present[], wanted: readonly Wanted[]): Step[] {
  const steps: Step[] = [];
  const keys = (list: readonly { key: string }[]): string[] => list.map(({ key }) => key);
  let from = 0;
  let to = 0;
  let gone = 0;
  let come = 0;
  const settle = (): void => {
    steps.push(...stepsBetween(present.slice(from, from + gone), wanted.slice(to, to + come)));
    from += gone;
    to += come;
    gone = come = 0;
  };
  for (const { count, added, removed } of diffArrays(keys(present), keys(wanted))) {
    if (removed) gone += count;
    else if (added) come += count;
    else {
      settle();
      for (let i = 0; i < count; i++) steps.push({ do: 'keep' });
      from += count;
      to += count;
    }
  }
  settle();
  return steps;
}

/** `present` describes the first children of `parent`; what comes behind them stays. */
export function syncChildren(parent: Parent, present: readonly Present[], wanted: readonly Wanted[]): void {
  let at = 0;
  let index = 0;
  for (const step of stepsTo(present, wanted)) {
    if (step.do === 'insert') parent.insert(index++, [step.wanted.make()]);
    else if (step.do === 'remove') {
      parent.delete(index, 1);
      at++;
    } else {
      if (step.do === 'change') step.wanted.change(present[at]?.child);
      at++;
      index++;
    }
  }
}
