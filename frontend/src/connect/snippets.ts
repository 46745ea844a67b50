import anthropicPython from './snippets/anthropic.py?raw';
import graphqlCurl from './snippets/graphql.sh?raw';
import graphqlNode from './snippets/graphql.mjs?raw';
import langchainPython from './snippets/langchain.py?raw';
import openaiNode from './snippets/openai.mjs?raw';
import openaiPython from './snippets/openai.py?raw';
import restCurl from './snippets/rest.sh?raw';
import websocketNode from './snippets/websocket.mjs?raw';

/** A short program that asks this deployment something. The judges of system-tests run every one of them. */
export interface Snippet {
  readonly id: string;
  readonly name: string;
  readonly language: 'bash' | 'python' | 'javascript';
  readonly source: string;
}

export const SNIPPETS: readonly Snippet[] = [
  { id: 'rest.sh', name: 'curl', language: 'bash', source: restCurl },
  { id: 'openai.py', name: 'OpenAI · Python', language: 'python', source: openaiPython },
  { id: 'openai.mjs', name: 'OpenAI · Node', language: 'javascript', source: openaiNode },
  { id: 'langchain.py', name: 'LangChain · Python', language: 'python', source: langchainPython },
  { id: 'anthropic.py', name: 'Anthropic · Python', language: 'python', source: anthropicPython },
  { id: 'graphql.sh', name: 'GraphQL · curl', language: 'bash', source: graphqlCurl },
  { id: 'graphql.mjs', name: 'GraphQL · Node', language: 'javascript', source: graphqlNode },
  { id: 'websocket.mjs', name: 'WebSocket · Node', language: 'javascript', source: websocketNode },
];

export const NO_TOKEN = 'YOUR_TOKEN';
export const NO_MODEL = 'YOUR_MODEL';

export const socketUrl = (baseUrl: string) => baseUrl.replace(/^http/, 'ws');

/** A snippet as it can be run, once its reader put a token where there is none. */
export function filled(source: string, baseUrl: string, model = NO_MODEL, token = NO_TOKEN): string {
  const values: Readonly<Record<string, string>> = {
    BASE_URL: baseUrl,
    SOCKET_URL: socketUrl(baseUrl),
    MODEL: model,
    TOKEN: token,
  };
  return source.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole).trimEnd();
}

export interface Door {
  readonly name: string;
  readonly url: string;
}

/** Where the SDKs want to be pointed to. */
export const doors = (baseUrl: string): Door[] => [
  { name: 'REST', url: `${baseUrl}/v1` },
  { name: 'OpenAI', url: `${baseUrl}/openai/v1` },
  { name: 'Anthropic', url: `${baseUrl}/anthropic` },
  { name: 'GraphQL', url: `${baseUrl}/graphql` },
  { name: 'GraphQL (WebSocket)', url: `${socketUrl(baseUrl)}/graphql` },
  { name: 'WebSocket', url: `${socketUrl(baseUrl)}/v1/realtime` },
  { name: 'Amazon Lex V2', url: `${baseUrl}/lex/v2/fulfilment` },
];

/** The published descriptions, by the names that their formats have. */
export const contracts = (baseUrl: string): Door[] => [
  { name: 'OpenAPI', url: `${baseUrl}/openapi` },
  { name: 'AsyncAPI', url: `${baseUrl}/asyncapi` },
  { name: 'GraphQL', url: `${baseUrl}/graphql/schema.graphql` },
];
