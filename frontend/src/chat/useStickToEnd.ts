import { useCallback, useEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as being there: fractional pixels and a mobile address bar move it a little. */
const NEAR_PIXELS = 48;
const UPWARD_KEYS = new Set(['PageUp', 'Home', 'ArrowUp']);

const page = () => document.documentElement;
const atEnd = () => page().scrollHeight - page().clientHeight - page().scrollTop <= NEAR_PIXELS;
const scrolls = () => page().scrollHeight > page().clientHeight;

/**
 * Keeps the page at its end while it grows, until the user goes up; being at the end again takes it up again. The wish to
 * go up is read from the input itself: an animated scroll would lose against the next update before it moved.
 */
export function useStickToEnd(grows: unknown) {
  const sticking = useRef(true);
  const lastTop = useRef(0);
  const [away, setAway] = useState(false);

  const stick = useCallback((on: boolean) => {
    sticking.current = on;
    setAway(!on);
  }, []);

  const toEnd = useCallback(() => {
    stick(true);
    window.scrollTo({ top: page().scrollHeight, behavior: 'instant' });
  }, [stick]);

  useEffect(() => {
    const release = () => scrolls() && stick(false);
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && release();
    const onKey = (event: KeyboardEvent) => {
      const writing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
      if (UPWARD_KEYS.has(event.key) && !writing) release();
    };
    const onTouchEnd = () => atEnd() && stick(true);
    const onScroll = () => {
      const top = page().scrollTop;
      if (top < lastTop.current && !atEnd()) stick(false);
      else if (top > lastTop.current && atEnd()) stick(true);
      lastTop.current = top;
    };
    const passive = { passive: true };
    window.addEventListener('wheel', onWheel, passive);
    window.addEventListener('touchmove', release, passive);
    window.addEventListener('touchend', onTouchEnd, passive);
    window.addEventListener('keydown', onKey);
    window.addEventListener('scroll', onScroll, passive);
    return () => {
      window.removeEventListener('wheel', onWheel);
      window.removeEventListener('touchmove', release);
      window.removeEventListener('touchend', onTouchEnd);
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', onScroll);
    };
  }, [stick]);

  useEffect(() => {
    if (sticking.current) window.scrollTo({ top: page().scrollHeight, behavior: 'instant' });
  }, [grows]);

  return { away, toEnd };
}
