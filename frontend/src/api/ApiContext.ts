import { createContext, useContext } from 'react';
import type { Answers } from '../chat/answers';
import type { Config } from '../config/config';
import type { TransportName } from '../settings/transport';
import type { Transport } from '../stream/transport';
import type { Api } from './client';

/** What every screen works with once somebody is signed in. */
export interface Workplace {
  readonly config: Config;
  /** An access token of the caller, for a program of their own; nothing where there is none to be had. */
  readonly freshToken: () => Promise<string | undefined>;
  readonly api: Api;
  readonly answers: Answers;
  readonly transports: Readonly<Record<TransportName, Transport>>;
}

export const WorkplaceContext = createContext<Workplace | undefined>(undefined);

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (workplace === undefined) throw new Error('useWorkplace needs a WorkplaceContext above it');
  return workplace;
}
