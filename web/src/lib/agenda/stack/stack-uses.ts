import { loadPaths, loadSlots, loadWeeks } from '../agenda.api.ts';

/** The weeks and paths that a stack stands in, to lead there. */
export async function usesOfStack(id: string): Promise<{ label: string; href: string }[]> {
  const [paths, weeks] = await Promise.all([loadPaths(fetch), loadWeeks(fetch)]);
  const inWeek = await Promise.all(
    weeks.map(async (week) =>
      (await loadSlots(fetch, week.id)).some(({ sessionStackId }) => sessionStackId === id),
    ),
  );
  return [
    ...weeks
      .filter((_, index) => inWeek[index])
      .map((week) => ({ label: `${week.title}, ${week.citySlug}`, href: `/agenda/weeks/${week.id}` })),
    ...paths
      .filter(({ stackIds }) => stackIds.includes(id))
      .map((path) => ({ label: path.title, href: `/agenda/paths/${path.id}` })),
  ];
}
