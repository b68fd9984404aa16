/** Distinct strings in code-unit order, for ranges by prefix. Bulk loads sort once; later changes are insertions. */
export class SortedStrings {
  #items: string[];

  constructor(items: Iterable<string> = []) {
    this.#items = [...new Set(items)].sort();
  }

  add(item: string): void {
    const at = this.#lowerBound(item);
    if (this.#items[at] !== item) this.#items.splice(at, 0, item);
  }

  delete(item: string): void {
    const at = this.#lowerBound(item);
    if (this.#items[at] === item) this.#items.splice(at, 1);
  }

  /** Every string that begins with `prefix`, itself included, in order. */
  *startingWith(prefix: string): Generator<string> {
    for (let at = this.#lowerBound(prefix); at < this.#items.length; at++) {
      const item = this.#items[at] as string;
      if (!item.startsWith(prefix)) return;
      yield item;
    }
  }

  #lowerBound(wanted: string): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle] as string) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
