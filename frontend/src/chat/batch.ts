/** At most twenty updates a second: more costs a phone its battery and nobody reads faster. */
const UPDATE_MILLIS = 50;

/** Gathers items and hands them on at most once every {@link UPDATE_MILLIS}, the first at once. */
export class Batch<T> {
  private items: T[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;

  constructor(private readonly deliver: (items: readonly T[]) => void) {}

  add(item: T): void {
    this.items.push(item);
    const wait = this.last + UPDATE_MILLIS - Date.now();
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.items.length === 0) return;
    const { items } = this;
    this.items = [];
    this.last = Date.now();
    this.deliver(items);
  }
}
