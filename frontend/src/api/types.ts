import type { components } from '../contract/api';

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type SessionPage = Schemas['SessionPage'];
export type Turn = Schemas['Turn'];
export type TurnRequest = Schemas['TurnRequest'];
export type TokenUsage = Schemas['TokenUsage'];
export type StopReason = Schemas['StopReason'];
export type Problem = Schemas['Problem'];
export type Run = Schemas['Run'];
export type RunState = Schemas['RunState'];
export type ChannelMessage = Schemas['ChannelMessage'];
export type Model = Schemas['Model'];

/** The parent of a session's first turns. */
export const ROOT = 'root';

export const hasEnded = (state: RunState): boolean => state === 'succeeded' || state === 'failed' || state === 'cancelled';
