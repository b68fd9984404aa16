/** Told after somebody's rights changed, so that open doors can be checked again; null: anybody's may have. */
export type RightsListener = (userId: string | null) => void;

/**
 * A role was given or taken, somebody left or signed out: live rooms and documents that stand open because
 * of it listen here.
 */
export class RightsChanges {
  readonly #listeners: RightsListener[] = [];

  onChange(listener: RightsListener): void {
    this.#listeners.push(listener);
  }

  announce(userId: string | null): void {
    for (const listener of this.#listeners) listener(userId);
  }
}
