import { decimalOf } from './money.ts';
import { OVERLAY_KINDS } from './overlay.schema.ts';
import type { InstancePnl } from './pnl-instance.ts';
import type { PnlGroup } from './pnl-rollup.ts';

/** Rows for spreadsheets, first the names of the columns. Money in whole units with a point, the currency beside it. */

export function instancePnlRows(rows: readonly InstancePnl[]): string[][] {
  const header = [
    ...['date', 'city', 'title', 'status', 'instanceId', 'currency', 'pax', 'capacityMin', 'capacityMax'],
    ...['tickets', 'variableCost', 'fixedCost', 'coreContribution', 'marginAfterMinimum', 'overlay'],
    ...['sessionResult', 'breakEvenPax', 'breakEvenPaxWithOverlay', 'paxToGo', 'paxToMinimum', 'state'],
    'notConverted',
  ];
  return [header, ...rows.map(instanceRow)];
}

const count = (value: number | null): string => (value === null ? '' : String(value));

function instanceRow(row: InstancePnl): string[] {
  const money = (minor: number): string => decimalOf(minor, row.currency);
  const left = row.overlays.filter(({ convertedMinor }) => convertedMinor === null);
  return [
    row.instance.date,
    row.instance.citySlug ?? '',
    row.instance.title,
    row.instance.status,
    row.instance.id,
    row.currency,
    String(row.pax),
    count(row.capacityMin),
    count(row.capacityMax),
    money(row.ticketsMinor),
    money(row.variableCostMinor),
    money(row.fixedCostAtPax),
    money(row.coreContribution),
    money(row.marginAfterMinimum),
    money(row.overlay),
    money(row.sessionResult),
    count(row.breakEvenPaxCore),
    count(row.breakEvenPaxWithOverlay),
    count(row.paxToGo),
    String(row.paxToMinimum),
    row.state,
    left.map((line) => `${decimalOf(line.amountMinor, line.currency)} ${line.currency}`).join('; '),
  ];
}

/** One row for each group and currency. */
export function groupPnlRows(groups: readonly PnlGroup[]): string[][] {
  const header = [
    ...['key', 'currency', 'instances', 'pax', 'tickets', 'variableCost', 'fixedCost', 'coreContribution'],
    ...['marginAfterMinimum', ...OVERLAY_KINDS, 'overlay', 'sessionResult'],
  ];
  const rows = groups.flatMap((group) =>
    group.totals.map((total) => {
      const money = (minor: number): string => decimalOf(minor, total.currency);
      return [
        group.key ?? '',
        total.currency,
        String(group.instances),
        String(group.pax),
        money(total.ticketsMinor),
        money(total.variableCostMinor),
        money(total.fixedCostMinor),
        money(total.coreContribution),
        money(total.marginAfterMinimum),
        ...OVERLAY_KINDS.map((kind) => money(total.overlays[kind])),
        money(total.overlay),
        money(total.sessionResult),
      ];
    }),
  );
  return [header, ...rows];
}

/** Text that a spreadsheet would run as a formula; a plain number with its sign is none. */
const looksLikeFormula = (cell: string): boolean =>
  /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell);

function csvCell(cell: string): string {
  const safe = looksLikeFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180: commas, CRLF, quotes where they are needed. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
