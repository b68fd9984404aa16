import { SetupView } from '@ensemble/shared/core/setup.schema';
import { api } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import { loadSetup } from './music.api.ts';

/** How often to look how far the demo data is, ms. */
const LOOK_EVERY_MS = 400;

/** Has the demo data put in and tells how far it is, 0 to 1, until all of it stands. */
export async function loadDemo(onprogress: (share: number) => void): Promise<void> {
  let setup = await api().post(SetupView, '/api/setup/demo', {});
  while (setup.demo !== null) {
    if (setup.demo.failed !== null) throw new ApiProblem(500, 'unavailable', setup.demo.failed);
    onprogress(setup.demo.total === 0 ? 0 : setup.demo.done / setup.demo.total);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    setup = await loadSetup(fetch);
  }
}
