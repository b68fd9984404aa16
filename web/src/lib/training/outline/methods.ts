import type { SessionMetadata } from '@ensemble/shared/training/metadata.schema';
import type { NewSection } from '@ensemble/shared/training/outline';
import { descriptionText } from '@ensemble/shared/training/plain-text';

/** A method of the library as it is offered. */
export interface MethodOffer {
  id: string;
  name: string;
  purpose: string;
  kind: string;
  minutes: number;
  /** For how many, such as "4 to 30 people". */
  people: string;
  /** The section it becomes, described and timed. */
  section: () => NewSection;
}

export interface Methods {
  /** Best first; all of them, in the order of a session, where nothing is asked for. */
  search: (text: string, metadata: SessionMetadata) => MethodOffer[];
}

/** A page of text would not read well in the middle of a sentence: then plain words stand for it. */
const short = (text: string): string => (text.length <= 80 && !text.includes('\n') ? text : '');

const peopleWords = ([least, most]: readonly [number, number]): string =>
  least <= 2 ? `up to ${most} people` : `${least} to ${most} people`;

/** In fives, in the middle of what the method allows. */
const usual = ([least, most]: readonly [number, number]): number =>
  Math.min(Math.max(Math.round((least + most) / 10) * 5, least), most);

/** The library is large and seldom needed: it comes when it is asked for. */
export async function loadMethods(): Promise<Methods> {
  const { fill, methodHtml, searchMethods } = await import('@ensemble/shared/training/methods/index');
  return {
    search: (text, metadata) =>
      searchMethods({ text }).map((method) => {
        const minutes = usual(method.minutes);
        const subject = {
          topic: short(metadata.topics[0]?.title ?? metadata.title),
          outcome: short(metadata.desiredOutcome),
          problem: short(metadata.currentProblem),
          audience: short(metadata.audienceName),
        };
        return {
          id: method.id,
          name: method.name,
          purpose: descriptionText(fill(method.purpose, {})),
          kind: method.kinds[0],
          minutes,
          people: peopleWords(method.group),
          section: () => ({
            kind: method.kinds[0],
            title: method.name,
            descriptionHtml: methodHtml(method, minutes, subject),
            durationMinutes: minutes,
            materials: [...method.materials],
          }),
        };
      }),
  };
}
