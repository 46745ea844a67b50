import { useSyncExternalStore } from 'react';

export const TRANSPORTS = ['sse', 'websocket', 'graphql'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

const STORED = 'triade.transport';
const listeners = new Set<() => void>();

export const chosenTransport = (): TransportName => TRANSPORTS.find((name) => name === localStorage.getItem(STORED)) ?? 'sse';

export function chooseTransport(name: TransportName): void {
  localStorage.setItem(STORED, name);
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useChosenTransport = (): TransportName => useSyncExternalStore(subscribe, chosenTransport);
