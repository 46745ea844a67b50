import { useCallback, useEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as being there: fractional pixels and a mobile address bar move it a little. */
const NEAR_PIXELS = 48;

const atEnd = () => {
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  return scrollHeight - clientHeight - scrollTop <= NEAR_PIXELS;
};

/** Keeps the page at its end while it grows, until the user scrolls up; being at the end again takes it up again. */
export function useStickToEnd(grows: unknown) {
  const sticking = useRef(true);
  const lastTop = useRef(0);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    sticking.current = true;
    setAway(false);
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  }, []);

  useEffect(() => {
    const onScroll = () => {
      const top = document.documentElement.scrollTop;
      if (atEnd()) sticking.current = true;
      else if (top < lastTop.current) sticking.current = false;
      lastTop.current = top;
      setAway(!sticking.current);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);

  useEffect(() => {
    if (sticking.current) toEnd();
  }, [grows, toEnd]);

  return { away, toEnd };
}
