/** Where people rest: nobody works for much more than an hour and a half, and a long day has a meal in it. */

export interface Pause {
  /** Where it would best begin, in minutes since the start. */
  ideal: number;
  minutes: number;
  meal: boolean;
}

/** Up to here a session is run without a break. */
const NONE_UNTIL = 115;
/** The longest stretch between two breaks. */
const STRETCH = 100;
/** So often somebody has to eat. */
const MEAL_EVERY = 330;
const NOON = 12 * 60 + 30;
const DAY = 1440;

/** At half past twelve where that is somewhere in the middle; else in the middle, or evenly. */
function mealsAt(minutes: number, startTime: string): number[] {
  const count = Math.floor(minutes / MEAL_EVERY);
  if (count === 1 && startTime !== '') {
    const first = Number(startTime.slice(0, 2)) * 60 + Number(startTime.slice(3));
    const untilNoon = (NOON - first + DAY) % DAY;
    if (untilNoon >= minutes * 0.3 && untilNoon <= minutes * 0.65) return [untilNoon];
  }
  return Array.from({ length: count }, (_, at) => (minutes * (at + 1)) / (count + 1));
}

/** Evenly, so that no stretch is too long. */
function restsBetween(begin: number, end: number, minutes: number): Pause[] {
  const count = Math.max(0, Math.ceil((end - begin) / STRETCH) - 1);
  return Array.from({ length: count }, (_, at) => ({
    ideal: begin + ((end - begin) * (at + 1)) / (count + 1),
    minutes,
    meal: false,
  }));
}

/** In the order of the session; `minutes` is its length with all pauses in it. */
export function pausesOf(minutes: number, startTime: string): Pause[] {
  if (minutes <= NONE_UNTIL) return [];
  const meals = mealsAt(minutes, startTime);
  const mealMinutes = minutes >= 420 ? 60 : 45;
  const restMinutes = minutes >= 240 ? 15 : 10;
  let begin = 0;
  return [...meals, minutes].flatMap((end) => {
    const rests = restsBetween(begin, end, restMinutes);
    begin = end + mealMinutes;
    return end === minutes ? rests : [...rests, { ideal: end, minutes: mealMinutes, meal: true }];
  });
}
