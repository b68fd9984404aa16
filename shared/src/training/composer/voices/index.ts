import type { Persona } from '../../variants.schema.ts';
import { connect } from './connect.ts';
import { ignite } from './ignite.ts';
import { insight } from './insight.ts';
import { precision } from './precision.ts';
import type { Voice } from './voice.ts';

export type { ArcPart, Sayings, Voice } from './voice.ts';
export const VOICES: Readonly<Record<Persona, Voice>> = { precision, insight, ignite, connect };
