/** Where the browser says `online` and `offline`; outside one, as in tests, nothing says so by itself. */
export const network: EventTarget = typeof window === 'undefined' ? new EventTarget() : window;

export const onLine = (): boolean => typeof navigator === 'undefined' || !('onLine' in navigator) || navigator.onLine;
