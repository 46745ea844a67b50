import { useEffect, useRef } from 'react';

export interface Shortcuts {
  readonly help: () => void;
  readonly composer: () => void;
  readonly newChat: () => void;
  readonly search: () => void;
}

const STORED = 'triade.single-keys';

export const singleKeysOn = (): boolean => localStorage.getItem(STORED) !== 'off';
export const switchSingleKeys = (on: boolean): void => localStorage.setItem(STORED, on ? 'on' : 'off');

const KEYS: Readonly<Record<string, keyof Shortcuts>> = { '?': 'help', '/': 'composer', c: 'newChat', s: 'search' };

/** Single keys act where nobody is writing and no dialog is open, and not at all once the user has switched them off. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useLatest(shortcuts);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = KEYS[event.key];
      if (name === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!singleKeysOn() || writing(event.target) || dialogOpen()) return;
      event.preventDefault();
      latest.current[name]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [latest]);
}

/** Escape, from wherever the focus is, unless it closes a dialog or an open list first. */
export function useEscape(active: boolean, act: () => void): void {
  const latest = useLatest(act);
  useEffect(() => {
    if (!active) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || dialogOpen()) return;
      if (inOpenList(event.target)) return;
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active, latest]);
}

function useLatest<T>(value: T) {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="listbox"], [role="menu"]') !== null);

const inOpenList = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role="listbox"], [role="menu"], [aria-expanded="true"]') !== null;

const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
