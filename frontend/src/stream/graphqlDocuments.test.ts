import { readFileSync } from 'node:fs';
import { buildSchema, isInterfaceType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { BrokenStream } from './breaks';
import { ANYTHING, CHANNEL, frameOfResult, RUN_EVENTS, START_TURN, turnInput } from './graphqlDocuments';

const schema = buildSchema(readFileSync(new URL('../../../docs/api/schema.graphql', import.meta.url), 'utf8'));

describe('what is said in GraphQL', () => {
  it('is in the published schema', () => {
    for (const document of [START_TURN, RUN_EVENTS, CHANNEL, ANYTHING]) {
      expect(validate(schema, parse(document)).map(({ message }) => message), document).toEqual([]);
    }
  });

  it('asks for every member of every event that there is', () => {
    const event = schema.getType('RunEvent');
    if (!isInterfaceType(event)) throw new Error('RunEvent is no interface');
    for (const type of schema.getImplementations(event).objects) {
      const asked = new RegExp(`on ${type.name} \\{(.*)\\}`).exec(RUN_EVENTS)?.[1] ?? '';
      const members = Object.keys(type.getFields()).filter((name) => name !== 'offset');
      expect(members.filter((name) => !new RegExp(`\\b${name}\\b`).test(asked)), type.name).toEqual([]);
    }
  });

  it('has the enumerations of a turn in capitals', () => {
    expect(turnInput({ text: 'Hi', parentId: 'root', onInterruption: 'restart' })).toEqual({
      text: 'Hi',
      parentId: 'root',
      onInterruption: 'RESTART',
    });
  });
});

describe('an event in GraphQL', () => {
  it('becomes what the other transports bring', () => {
    const problem = { type: '/problems/x', title: 'x', status: 502, detail: null, traceId: null, errors: [] };
    const events: [object, object][] = [
      [{ __typename: 'Started', runId: 'r_1', sessionId: null, model: 'm' }, { type: 'started', runId: 'r_1', model: 'm' }],
      [{ __typename: 'GuardrailVerdict', rule: 'r' }, { type: 'guardrail-verdict', rule: 'r' }],
      [{ __typename: 'Completed', stopReason: 'MAX_TOKENS' }, { type: 'completed', stopReason: 'max_tokens' }],
      [
        { __typename: 'Failed', problem },
        { type: 'failed', problem: { type: '/problems/x', title: 'x', status: 502, errors: [] } },
      ],
    ];
    for (const [said, event] of events) expect(frameOfResult({ offset: 3, ...said })).toEqual({ offset: 3, event });
  });

  it('is refused when it is none', () => {
    for (const none of [null, 'x', { offset: 1 }, { __typename: 'TextDelta', offset: 0 }]) {
      expect(() => frameOfResult(none)).toThrow(BrokenStream);
    }
  });
});
