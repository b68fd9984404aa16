import type { MeView } from '@ensemble/shared';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** The problem's code, where the API named one. */
      code?: string;
    }
    interface PageData {
      /** The person looking at this page; null when nobody is signed in. */
      me?: MeView | null;
    }
  }
}

export {};
