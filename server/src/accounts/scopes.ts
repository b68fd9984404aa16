import { AppError } from '@ensemble/shared';
import type { Scope } from './memberships.ts';

/** What accounts need to know of a thing one can join; its domain registers it. */
export interface ScopeFace {
  scope: Scope;
  /** Null when it is gone. */
  describe(scopeId: string): Promise<{ name: string; path: string } | null>;
  /** Where a newcomer should land: the evening that is on, or the next one. */
  landing(scopeId: string): Promise<string | null>;
}

export class Scopes {
  readonly #faces = new Map<Scope, ScopeFace>();

  register(face: ScopeFace): void {
    this.#faces.set(face.scope, face);
  }

  async describe(scope: Scope, scopeId: string): Promise<{ name: string; path: string }> {
    const described = await this.#faces.get(scope)?.describe(scopeId);
    if (!described) throw new AppError('not-found', 'What this invitation was for is gone.');
    return described;
  }

  async landing(scope: Scope, scopeId: string): Promise<string | null> {
    return (await this.#faces.get(scope)?.landing(scopeId)) ?? null;
  }
}
