import type { Rng } from '../core/rng.ts';
import { fitOutline } from './fit.ts';
import { em, escapeHtml, ol, p, stack, type Html } from './html.ts';
import type { SessionMetadata } from './metadata.schema.ts';
import type { OutlineSection, SessionOutline } from './outline.schema.ts';
import { sectionIds } from './section-ids.ts';
import { topicsOf, type SessionTopic } from './topics.ts';

/**
 * The one plain outline that stands when making variants failed: nothing but the setup's own words in a frame
 * that works. Needs no sources, no method library, no network.
 */
export function fallbackOutline(metadata: SessionMetadata, rng: Rng): SessionOutline {
  const newId = sectionIds(rng);
  const topics = topicsOf(metadata);
  const blocks =
    topics.length > 0 ? topics : [{ label: metadata.title || 'Topic', description: '', minutes: null }];
  const sections = [opening(metadata), ...blocks.map(block), closing(metadata)];
  const outline = { sections: sections.map((section) => ({ ...section, id: newId() })) };
  return fitOutline(outline, metadata, newId);
}

const section = (
  kind: string,
  title: string,
  durationMinutes: number,
  descriptionHtml: Html,
  topics: string[] = [],
): OutlineSection => ({
  id: '',
  kind,
  title,
  descriptionHtml,
  durationMinutes,
  topics,
  materials: [],
  groupId: null,
  origin: 'ai',
  sources: [],
});

const outcomeOf = ({ desiredOutcome }: SessionMetadata): string =>
  desiredOutcome.trim() || 'what people can do afterwards';

const opening = (metadata: SessionMetadata): OutlineSection =>
  section(
    'opening',
    'Welcome and aim',
    10,
    stack(
      p(escapeHtml('Welcome everyone and say how the time is used.')),
      p(escapeHtml('Read out what we are here for: '), em(outcomeOf(metadata))),
      metadata.currentProblem.trim() === ''
        ? null
        : p(
            escapeHtml('Say where it stands today, and ask who knows it: '),
            em(metadata.currentProblem.trim()),
          ),
    ),
  );

const block = ({ label, description, minutes }: SessionTopic): OutlineSection =>
  section(
    'activity',
    label,
    minutes ?? 30,
    stack(
      description === '' ? null : p(escapeHtml(description)),
      ol([
        escapeHtml('Ask what people know of it and where they meet it.'),
        escapeHtml('Show the essentials by one example from their work.'),
        escapeHtml('Let them try it in pairs, on a case of their own.'),
        escapeHtml('Collect what worked, what was hard, and what is still open.'),
      ]),
    ),
    [label],
  );

const closing = (metadata: SessionMetadata): OutlineSection =>
  section(
    'closing',
    'What we take with us',
    10,
    stack(
      p(escapeHtml('Go back to the aim: '), em(outcomeOf(metadata))),
      p(
        escapeHtml(
          'Everyone names one thing to do differently, and by when. Note what is still open and who sees to it.',
        ),
      ),
    ),
  );
