import { expect, test } from './fixtures.ts';
import {
  change,
  day,
  drag,
  look,
  nextJune,
  openWeek,
  place,
  planCity,
  putIntoWeek,
  saved,
  slotOn,
} from './agenda-week.stage.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';

const isPhone = () => test.info().project.name === 'phone';

test('a host plans a city: its week by drag, keys and thumb, copied, looked at and generated', async ({
  app,
  person,
}) => {
  test.setTimeout(360_000);
  const ines = await person('Ines Costa', { host: true });
  const { page } = ines;
  const heard = complaints(page);
  // Its clock is known by its name.
  const name = isPhone() ? 'Lisboa' : 'Porto';

  await test.step('a city', async () => {
    await open(page, '/agenda/cities/new');
    await page.getByRole('button', { name: 'Make the city' }).click();
    await expect(page.getByText('Must not be empty.')).toBeVisible();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Country').fill('Portugal');
    await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Lisbon');
    await page.getByRole('button', { name: 'Make the city' }).click();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expectAccessibleInBothColours(page);
  });

  await test.step('a session, with its money to the cent', async () => {
    await open(page, '/agenda/stacks/new');
    await page.getByLabel('Title').fill(`Port tasting ${name}`);
    await page.getByLabel('Lasts').fill('90');
    await page.getByLabel('Price of a seat').fill('28,505');
    await page.getByLabel('Cost of holding it').fill('90');
    await expect(page.getByText('at most 2 decimals')).toBeVisible();
    await page.getByLabel('Price of a seat').fill('28,5');
    await page.getByLabel('Cost of each seat').fill('4.05');
    await expect(page.getByText(/4 seats cover what it costs/)).toBeVisible();
    await expectAccessibleInBothColours(page);
    await page.getByRole('button', { name: 'Make the session' }).click();
    await expect(page.getByRole('heading', { name: `Port tasting ${name}` })).toBeVisible();
    await ask(ines, app, '/api/session-stacks', { title: `River walk ${name}`, defaultDurationMin: 60 });
  });

  await test.step('a week', async () => {
    await open(page, '/agenda');
    await page.getByRole('link', { name: `New week of ${name}` }).click();
    await page.getByLabel('Title').fill('Spring by the river');
    await page.getByLabel('Season').selectOption('spring');
    await page.getByRole('button', { name: 'Make the week' }).click();
    await expect(page.getByRole('heading', { name: 'Spring by the river' })).toBeVisible();
  });
  const week = page.url().split('/').at(-1) ?? '';

  await test.step('one session onto Tuesday', async () => {
    const tasting = page.getByRole('button', { name: `Port tasting ${name}` });
    if (isPhone()) await place(page, `Port tasting ${name}`, 'Tuesday', '18:00');
    else await drag(page, tasting.first(), day(page, 'Tuesday'));
    await expect(slotOn(page, 'Tuesday', `Port tasting ${name}`)).toContainText('18:00–19:30');
    await saved(page);
  });

  await test.step('dragged to another day and back it keeps its time, and the palette what it had', async () => {
    if (isPhone()) return;
    const title = `Port tasting ${name}`;
    await drag(page, slotOn(page, 'Tuesday', title), day(page, 'Wednesday'));
    await expect(slotOn(page, 'Wednesday', title)).toContainText('18:00–19:30');
    await expect(slotOn(page, 'Tuesday', title)).toBeHidden();
    await drag(page, slotOn(page, 'Wednesday', title), day(page, 'Tuesday'));
    await expect(slotOn(page, 'Tuesday', title)).toContainText('18:00–19:30');
    await expect(
      page.getByRole('region', { name: 'Sessions' }).getByRole('button', { name: title }),
    ).toHaveCount(1);
    await saved(page);
  });

  await test.step('another by keyboard', async () => {
    const opener = isPhone()
      ? page.getByRole('button', { name: 'Add to Thursday' })
      : page.getByRole('button', { name: `River walk ${name}` });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    if (isPhone()) {
      await dialog.getByRole('combobox', { name: 'Session' }).focus();
      await page.keyboard.type(`River walk ${name}`);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    } else {
      await dialog.getByRole('radio', { name: 'Thursday' }).focus();
      await page.keyboard.press('Space');
    }
    await dialog.getByLabel('Starts').fill('10:00');
    await page.keyboard.press('Enter');
    const walk = slotOn(page, 'Thursday', `River walk ${name}`);
    await expect(walk).toBeFocused();
    await page.keyboard.press('Alt+ArrowRight');
    await expect(page.getByTestId('spoken')).toContainText('Friday 10:00');
    await expect(slotOn(page, 'Friday', `River walk ${name}`)).toBeFocused();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(slotOn(page, 'Friday', `River walk ${name}`)).toContainText('10:15');
    await saved(page);
  });

  await test.step('a time is changed in its sheet, and stays', async () => {
    await slotOn(page, 'Tuesday', `Port tasting ${name}`).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Starts').fill('19:15');
    await sheet.getByLabel('Most seats').fill('6');
    await sheet.getByLabel('Fewest seats').fill('9');
    await sheet.getByLabel('Lasts').focus();
    await expect(sheet.getByText('Must not be above the most seats.')).toBeVisible();
    await sheet.getByLabel('Fewest seats').fill('2');
    await sheet.getByLabel('Lasts').focus();
    await expectAccessibleInBothColours(page);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(slotOn(page, 'Tuesday', `Port tasting ${name}`)).toContainText('19:15–20:45');
    await expect(slotOn(page, 'Tuesday', `Port tasting ${name}`)).toContainText('2–6 seats');
    await saved(page);
    await open(page, `/agenda/weeks/${week}`);
    await expect(slotOn(page, 'Tuesday', `Port tasting ${name}`)).toContainText('19:15–20:45');
    await expectAccessibleInBothColours(page);
  });

  await test.step('taken out by mistake, and back', async () => {
    await slotOn(page, 'Friday', `River walk ${name}`).focus();
    await page.keyboard.press('Delete');
    await expect(slotOn(page, 'Friday', `River walk ${name}`)).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(slotOn(page, 'Friday', `River walk ${name}`)).toBeFocused();
  });

  await test.step('copied to the next season, where it rests', async () => {
    await page.getByRole('button', { name: 'Copy to the next season' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Title')).toHaveValue('Summer by the river');
    await dialog.getByRole('button', { name: 'Copy the week' }).click();
    await expect(page.getByRole('heading', { name: 'Summer by the river' })).toBeVisible();
    await expect(page.getByText('Resting', { exact: true })).toBeVisible();
    await expect(slotOn(page, 'Tuesday', `Port tasting ${name}`)).toContainText('19:15');
    await expect(slotOn(page, 'Friday', `River walk ${name}`)).toBeVisible();
  });

  const june = nextJune();
  const [tuesdays, fridays] = [june.on(2), june.on(5)];
  const all = tuesdays.length + fridays.length;
  await test.step('a month is looked at, and then generated', async () => {
    await open(page, `/agenda/weeks/${week}`);
    await page.getByRole('link', { name: 'Generate' }).click();
    await look(page, june);
    await expect(page.getByRole('heading', { name: `${all} sessions will be made` })).toBeVisible();
    await expectAccessibleInBothColours(page);
    await page.getByRole('button', { name: `Generate ${all} sessions` }).click();
    await expect(page.getByRole('heading', { name: `${all} sessions made.` })).toBeVisible();
    await expect(page.getByText('not quite what was announced')).toBeHidden();
    await page.getByRole('button', { name: 'Look what would happen' }).click();
    await expect(page.getByText('All is as the week says.')).toBeVisible();
    await expect(page.getByText(`${all} sessions stay as they are`)).toBeVisible();
  });

  await test.step('one changed by hand is left alone, and says why', async () => {
    const answer = await ines.context.request.get(
      `${app.url}/api/instances?from=${tuesdays[0]}&to=${tuesdays[0]}&limit=500`,
    );
    const { items } = (await answer.json()) as { items: { id: string; agendaWeekId?: string }[] };
    const mine = items.find(({ agendaWeekId }) => agendaWeekId === week);
    await change(ines, app, `/api/instances/${mine?.id}`, { startTime: '21:00', endTime: '22:30' });
    await open(page, `/agenda/weeks/${week}`);
    await slotOn(page, 'Tuesday', `Port tasting ${name}`).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByRole('link', { name: 'Generate' }).click();
    await look(page, june);
    await expect(page.getByRole('heading', { name: '1 session left alone' })).toBeVisible();
    await expect(page.getByText('It was changed by hand.')).toBeVisible();
    await expect(page.getByRole('link', { name: `Port tasting ${name}` }).first()).toHaveAttribute(
      'href',
      `/instances/${mine?.id}`,
    );
    await expect(page.getByText('21:00; the week says 19:00')).toBeVisible();
    const changing = page.getByRole('region', { name: /sessions change/ });
    await expect(changing.getByText('19:15').first()).toBeVisible();
    await expect(changing.getByText('19:00').first()).toBeVisible();
    await page.getByRole('button', { name: `Change ${tuesdays.length - 1} sessions` }).click();
    await expect(
      page.getByRole('heading', { name: `${tuesdays.length - 1} changed, 1 left alone.` }),
    ).toBeVisible();
  });
  expect(heard).toEqual([]);
});

test(
  'what somebody else changed meanwhile is shown, and nobody’s change is lost unasked',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(150_000);
    const ines = await person('Ines Costa', { host: true });
    const plan = await planCity(ines, app);
    const slot = await putIntoWeek(ines, app, plan, {
      sessionStackId: plan.walk.id,
      weekday: 2,
      startTimeLocal: '18:00',
    });
    const { page } = ines;
    await openWeek(page, plan);
    const walk = slotOn(page, 'Tuesday', plan.walk.title);
    await walk.waitFor();

    await change(ines, app, `/api/agenda/weeks/${plan.week.id}/slots/${slot.id}`, { capacityMax: 6 });
    await walk.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(
      page.getByText(`Somebody else changed ${plan.walk.title} meanwhile: most seats.`),
    ).toBeVisible();
    await expect(walk).toContainText('18:15');
    await expect(walk).toContainText('2–6 seats');

    await change(ines, app, `/api/agenda/weeks/${plan.week.id}/slots/${slot.id}`, {
      startTimeLocal: '20:00',
    });
    await walk.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(page.getByText('somebody else made it “20:00” while you made it “18:30”')).toBeVisible();
    await expect(walk).toContainText('20:00');
    await expectAccessibleInBothColours(page);
    await page.getByRole('button', { name: 'Save mine' }).click();
    await expect(walk).toContainText('18:30');
    await saved(page);
    await openWeek(page, plan);
    await expect(walk).toContainText('18:30');
  },
);

test(
  'without a connection changes are kept, said to be unsaved, and saved when it is back',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(150_000);
    const ines = await person('Ines Costa', { host: true });
    const plan = await planCity(ines, app);
    const { page, context } = ines;
    await openWeek(page, plan);
    await place(page, plan.walk.title, 'Monday', '18:00');
    await saved(page);
    await context.setOffline(true);
    await slotOn(page, 'Monday', plan.walk.title).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect(page.getByText('Not saved: 1 change waits for the connection')).toBeVisible();
    await place(page, plan.tiles.title, 'Sunday', '11:00');
    await expect(page.getByText('Not saved: 2 changes wait for the connection')).toBeVisible();
    await context.setOffline(false);
    await saved(page);
    await openWeek(page, plan);
    await expect(slotOn(page, 'Tuesday', plan.walk.title)).toBeVisible();
    await expect(slotOn(page, 'Sunday', plan.tiles.title)).toBeVisible();
  },
);

test(
  'the week changed after the look: nothing is written before it was looked at again',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(150_000);
    const ines = await person('Ines Costa', { host: true });
    const plan = await planCity(ines, app);
    const slot = await putIntoWeek(ines, app, plan, {
      sessionStackId: plan.walk.id,
      weekday: 2,
      startTimeLocal: '18:00',
    });
    const { page } = ines;
    const june = nextJune();
    await open(page, `/agenda/weeks/${plan.week.id}/generate`);
    await look(page, june);
    const count = june.on(2).length;
    await page.getByRole('button', { name: `Generate ${count} sessions` }).waitFor();
    await change(ines, app, `/api/agenda/weeks/${plan.week.id}/slots/${slot.id}`, { weekday: 0 });
    await page.getByRole('button', { name: `Generate ${count} sessions` }).click();
    await expect(
      page.getByText('The week was changed since you looked, so nothing was written.'),
    ).toBeVisible();
    const sundays = june.on(0).length;
    await page.getByRole('button', { name: `Generate ${sundays} sessions` }).click();
    await expect(page.getByRole('heading', { name: `${sundays} sessions made.` })).toBeVisible();
  },
);

test(
  'a copy that is cut short says which session is missing, and is taken back or finished',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(150_000);
    const ines = await person('Ines Costa', { host: true });
    const plan = await planCity(ines, app);
    for (const [at, { id }] of [plan.walk, plan.tiles].entries())
      await putIntoWeek(ines, app, plan, { sessionStackId: id, weekday: at + 1, startTimeLocal: '18:00' });
    const { page } = ines;
    await openWeek(page, plan);
    let posts = 0;
    await page.route('**/api/agenda/weeks/*/slots', (route) =>
      route.request().method() === 'POST' && ++posts === 2 ? route.abort() : route.continue(),
    );
    const weeks = async () => {
      const answer = await ines.context.request.get(`${app.url}/api/agenda/weeks?city=${plan.city.slug}`);
      return ((await answer.json()) as { items: unknown[] }).items.length;
    };

    await page.getByRole('button', { name: 'Copy to the next season' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Copy the week' }).click();
    await expect(dialog.getByText(/, (Monday|Tuesday) 18:00 could not be copied\./)).toBeVisible();
    await dialog.getByRole('button', { name: 'Take the copy back' }).click();
    await expect(dialog).toBeHidden();
    expect(await weeks()).toBe(1);

    posts = 0;
    await page.getByRole('button', { name: 'Copy to the next season' }).click();
    await dialog.getByRole('button', { name: 'Copy the week' }).click();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { name: 'The usual week, next season' })).toBeVisible();
    await expect(slotOn(page, 'Monday', plan.walk.title)).toBeVisible();
    await expect(slotOn(page, 'Tuesday', plan.tiles.title)).toBeVisible();
    expect(await weeks()).toBe(2);
  },
);

test(
  'what cannot be deleted says what stands in the way; a path is put in order by keys',
  { tag: '@desktop' },
  async ({ app, person }) => {
    test.setTimeout(150_000);
    const ines = await person('Ines Costa', { host: true });
    const plan = await planCity(ines, app);
    const { walk, tiles } = plan;
    const path = await ask<{ id: string }>(ines, app, '/api/session-paths', {
      title: `Up in ${plan.city.name}`,
      slug: `up-${plan.city.slug}`,
      stackIds: [walk.id, tiles.id],
    });
    const { page } = ines;
    await open(page, `/agenda/stacks/${walk.id}`);
    await page.getByRole('button', { name: 'Delete this session' }).click();
    await page.getByRole('button', { name: 'Delete the session' }).click();
    await expect(page.getByRole('dialog').getByText('still used by 1 session path')).toBeVisible();
    await expectAccessibleInBothColours(page);
    await page
      .getByRole('dialog')
      .getByRole('link', { name: `Up in ${plan.city.name}` })
      .click();
    await expect(page.getByRole('heading', { name: `Up in ${plan.city.name}` })).toBeVisible();
    await page.getByRole('button', { name: `Move ${walk.title} down` }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(`${walk.title}, step 2 of 2.`)).toBeAttached();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByText(`2 sessions: ${tiles.title} → ${walk.title}`).first()).toBeVisible();
    const stored = await ines.context.request.get(`${app.url}/api/session-paths/${path.id}`);
    expect(await stored.json()).toMatchObject({ stackIds: [tiles.id, walk.id] });
  },
);

test('who is no host is told so kindly, and led to what is on', { tag: '@phone' }, async ({ person }) => {
  const { page } = await person('Tom Quinn');
  await open(page, '/agenda');
  await expect(page.getByText('The agenda is where hosts plan a city')).toBeVisible();
  await expect(page.getByRole('link', { name: 'See what is on' })).toHaveAttribute('href', '/studio');
  await expectAccessibleInBothColours(page);
  await open(page, '/agenda/cities/new');
  await expect(page.getByText('Planning a city is for its hosts.')).toBeVisible();
});
