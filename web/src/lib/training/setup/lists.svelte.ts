import { type ListEntryView, MANAGED_LISTS, type ManagedList } from '@ensemble/shared/training/drafts.schema';
import { loadList } from '#lib/api/training.ts';

/** What the managed lists offer. One's own words do as well, so a list that cannot be loaded only offers nothing. */
export class ManagedLists {
  #lists = $state.raw<Partial<Record<ManagedList, ListEntryView[]>>>({});

  of(list: ManagedList): readonly ListEntryView[] {
    return this.#lists[list] ?? [];
  }

  async load(): Promise<void> {
    const loaded = await Promise.all(
      MANAGED_LISTS.map(async (list) => [list, await loadList(list).catch(() => [])] as const),
    );
    this.#lists = Object.fromEntries(loaded);
  }
}
