import type { Block } from '@ensemble/shared/training/rich-text/model';
import { blocksToMarkdown } from '@ensemble/shared/training/rich-text/plain';
import type { Agenda, AgendaRow } from './agenda.ts';

/** An agenda as Markdown (CommonMark with tables): what people typed never becomes markup of its own. */

const MARKUP = /[\\`*_{}[\]<>#|~]/g;

/** One line of plain text. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(MARKUP, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1');

const indented = (blocks: readonly Block[]): string => blocksToMarkdown([...blocks]).trim();

function facilitatorRow(row: AgendaRow): string {
  const { time, title, kind, minutes, parallel, topics, materials, sources } = row;
  const facts = [kind, minutes, ...(parallel ? ['at the same time as the one above'] : [])];
  const lists = [
    ['Topics', topics],
    ['Materials', materials],
    ['Sources', sources],
  ] as const;
  return [
    `## ${time} ${plain(title)}`,
    `*${facts.map(plain).join(' · ')}*`,
    indented(row.description),
    ...lists.map(([label, values]) =>
      values.length > 0 ? `**${label}:** ${values.map(plain).join('; ')}` : '',
    ),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function participantTable(rows: readonly AgendaRow[]): string {
  const lines = rows.map(({ time, title, parallel, isBreak }) => {
    const what = isBreak ? `*${plain(title)}*` : plain(title);
    return `| ${time} | ${what}${parallel ? ' (at the same time)' : ''} |`;
  });
  return ['| Time | What |', '| --- | --- |', ...lines].join('\n');
}

export function agendaMarkdown({ reader, title, facts, rows, materials }: Agenda): string {
  const body =
    reader === 'facilitator' ? rows.map(facilitatorRow) : rows.length > 0 ? [participantTable(rows)] : [];
  return `${[
    `# ${plain(title)}`,
    facts.map(([label, value]) => `- **${label}:** ${plain(value)}`).join('\n'),
    ...body,
    ...(materials.length > 0
      ? [`## Materials to bring`, materials.map((one) => `- ${plain(one)}`).join('\n')]
      : []),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}
