import { AppError, type Scope } from '@ensemble/shared';

export interface ScopeFacts {
  name: string;
  /** Of the page of it, as its domain writes it. */
  path: string;
  /** Who needs no membership; absent where everybody is a member. */
  ownerId?: string;
}

/** What accounts need to know of a thing one can join; its domain registers it. */
export interface ScopeFace {
  scope: Scope;
  /** Null when it is gone. */
  describe(scopeId: string): Promise<ScopeFacts | null>;
  /** Where a newcomer should land instead: the evening that is on, or the next one. */
  landing?(scopeId: string): Promise<string | null>;
}

export class Scopes {
  readonly #faces = new Map<Scope, ScopeFace>();

  register(face: ScopeFace): void {
    this.#faces.set(face.scope, face);
  }

  async describe(scope: Scope, scopeId: string): Promise<ScopeFacts> {
    const described = await this.#faces.get(scope)?.describe(scopeId);
    if (!described) throw new AppError('not-found', 'What this invitation was for is gone.');
    return described;
  }

  async landing(scope: Scope, scopeId: string): Promise<string | null> {
    return (await this.#faces.get(scope)?.landing?.(scopeId)) ?? null;
  }
}
