/** The browser's end of a trace: every API request is a root span, so one trace covers it and the tiers behind it. */
export interface Trace {
  readonly id: string;
  readonly header: string;
}

/** Random bytes in hex; unlike `crypto.randomUUID`, to be had on a page without https too. */
export const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function newTrace(): Trace {
  const id = hex(16);
  return { id, header: `00-${id}-${hex(8)}-01` };
}
