/** Items that come when they come, for one reader who takes them when it likes. */
export class Inbox<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private error: Error | undefined;
  private wake: () => void = () => undefined;

  add(item: T): void {
    this.items.push(item);
    this.wake();
  }

  /** What has come is read first, then this is thrown. */
  fail(error: Error): void {
    this.error ??= error;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) yield item;
      else if (this.error !== undefined) throw this.error;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
