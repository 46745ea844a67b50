import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';

const AnnounceContext = createContext<(message: string) => void>(() => undefined);

/** Says a milestone to screen readers. Tokens are never announced: nobody can listen to a text that keeps growing. */
export const useAnnounce = () => useContext(AnnounceContext);

export function Announcer({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState('');
  const odd = useRef(false);
  const announce = useCallback((text: string) => {
    // A trailing space makes the same sentence twice a change, else the second is not read.
    odd.current = !odd.current;
    setMessage(odd.current ? text : `${text} `);
  }, []);
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div className="visually-hidden" role="status" aria-live="polite" data-announcer>
        {message}
      </div>
    </AnnounceContext.Provider>
  );
}
