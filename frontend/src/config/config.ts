/** Where the suite is: read once from `/config.json`, so that one build serves every environment. */
export interface Config {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly clientId: string;
}

export async function loadConfig(send: typeof fetch = fetch): Promise<Config> {
  const response = await send('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return checkedConfig(await response.json());
}

export function checkedConfig(read: unknown): Config {
  const values = (typeof read === 'object' && read !== null ? read : {}) as Record<string, unknown>;
  return {
    apiUrl: webUrl('apiUrl', values.apiUrl),
    issuer: webUrl('issuer', values.issuer),
    clientId: word('clientId', values.clientId),
  };
}

function webUrl(name: string, value: unknown): string {
  const text = word(name, value);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(`config.json: ${name} must be an http or https URL, was ${JSON.stringify(value)}`);
  }
  return text.replace(/\/+$/, '');
}

function word(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new Error(`config.json: ${name} must be a text, was ${JSON.stringify(value)}`);
  }
  return value.trim();
}
