/** Words that any page needs. */

/** `1 seat`, `2 seats`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `slip jig` → `Slip jig`. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
