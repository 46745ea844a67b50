import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { url } from './suite.mjs';

const require = createRequire(import.meta.url);
const committed = await readFile(new URL('../../docs/api/asyncapi.yaml', import.meta.url), 'utf8');

test('the document is AsyncAPI 3.0, by the schema of its makers', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats(ajv);
  const valid = ajv.compile(require('@asyncapi/specs/schemas/3.0.0.json'));

  assert.ok(valid(parse(committed)), ajv.errorsText(valid.errors));
});

test('the service publishes it as it was committed, to anybody', async () => {
  const answer = await fetch(url('API') + '/asyncapi');

  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/yaml/);
  assert.equal(await answer.text(), committed);
});
