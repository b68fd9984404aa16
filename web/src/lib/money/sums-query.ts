import { ROLL_UP_BY, type RollUpBy } from '@ensemble/shared/agenda/pnl-shares';
import { withQuery } from '#lib/api/client.ts';

/** Which sums are asked for, as the address says it. */
export interface SumsQuery {
  city: string | null;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
  by: RollUpBy;
  /** A currency to see everything in. */
  into: string | null;
}

const isDate = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export interface Span {
  from: string;
  to: string;
}

/** The calendar month that holds `today`, `offset` months on. */
export function monthOf(today: string, offset = 0): Span {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (monthIndex: number, date: number) =>
    new Date(Date.UTC(year, monthIndex, date)).toISOString().slice(0, 10);
  return { from: day(month - 1 + offset, 1), to: day(month + offset, 0) };
}

export const yearOf = (today: string): Span => ({
  from: `${today.slice(0, 4)}-01-01`,
  to: `${today.slice(0, 4)}-12-31`,
});

/** Reads the address; what it does not say, or says wrongly, is this month, all cities, by week. */
export function readSumsQuery(params: URLSearchParams, today: string): SumsQuery {
  const [from, to] = [params.get('from'), params.get('to')];
  const span = isDate(from) && isDate(to) && from <= to ? { from, to } : monthOf(today);
  const into = params.get('into')?.toUpperCase() ?? '';
  const city = params.get('city') ?? '';
  return {
    city: /^[a-z0-9]+(-[a-z0-9]+)*$/.test(city) ? city : null,
    ...span,
    by: ROLL_UP_BY.find((by) => by === params.get('by')) ?? 'week',
    into: /^[A-Z]{3}$/.test(into) ? into : null,
  };
}

export const sumsHref = ({ city, from, to, by, into }: SumsQuery, sort?: string): string =>
  withQuery('/agenda/money', { by, city, from, to, into, sort });

export const sumSessionsHref = ({ city, from, to, by, into }: SumsQuery, key: string | null): string =>
  withQuery('/agenda/money/sessions', { by, key: key ?? '', city, from, to, into });
