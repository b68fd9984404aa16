import { breakEvenPax, type SessionStackCreate } from '@ensemble/shared/agenda';
import { count } from '#lib/viewer/words.ts';

type Terms = Pick<
  SessionStackCreate,
  'priceMinor' | 'variableCostMinor' | 'costMin' | 'capacityMin' | 'capacityMax' | 'data'
>;

/** Whether and when tickets alone cover the cost, in one sentence; null while there is nothing to cover or no price. */
export function breakEvenWords({
  priceMinor,
  variableCostMinor,
  costMin,
  capacityMin,
  capacityMax,
  data,
}: Terms): string | null {
  if (priceMinor === null || (costMin === 0 && variableCostMinor === 0)) return null;
  const pax = breakEvenPax(
    {
      priceMinor,
      variableCostMinor,
      costMin,
      freePlaces: data.freePlaces ?? 0,
      steps: data.stepCosts ?? [],
      overlayPerSeatMinor: 0,
      overlayFixedMinor: 0,
    },
    false,
  );
  if (pax === null) return 'At this price no number of seats covers what it costs.';
  if (capacityMax !== null && pax > capacityMax)
    return `It takes ${count(pax, 'seat')} to cover what it costs, and there are only ${capacityMax}.`;
  if (pax > capacityMin)
    return `${count(pax, 'seat')} cover what it costs; with the fewest, ${capacityMin}, it loses.`;
  return `${count(pax, 'seat')} cover what it costs: with the fewest, ${capacityMin}, nothing is lost.`;
}
