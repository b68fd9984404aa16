/** Where the link of a hold was mailed to, remembered on this device while its tab is open. */

const keyOf = (id: string): string => `mailed:${id}`;

export const Mailed = {
  /** Null where none was sent from here. */
  addressFor(id: string): string | null {
    try {
      return sessionStorage.getItem(keyOf(id));
    } catch {
      return null; // storage is closed to us in some private windows
    }
  },
  note(id: string, email: string): void {
    try {
      sessionStorage.setItem(keyOf(id), email);
    } catch {
      // Then it is forgotten with the page.
    }
  },
};
