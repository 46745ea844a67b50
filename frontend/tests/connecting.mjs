// The page that says how a program of the user's own connects: snippets, the token on demand, and what is copied.
import assert from 'node:assert/strict';
import { step } from './steps.mjs';

const panel = (page) => page.getByRole('tabpanel').locator('visible=true');
const tab = (page, name) => page.getByRole('tab', { name, exact: true });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const stored = (page) => page.evaluate(() => JSON.stringify(localStorage));

export async function connecting({ context, page, stub, axe, shot }) {
  const api = process.env.TRIADE_FRONTEND_API_URL;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);

  await step('says how an app connects, reached by the keyboard', async () => {
    await page.getByRole('link', { name: 'Connect your app' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Connect your app' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/connect');
    assert.match(await page.title(), /^Connect your app/);
    await panel(page).getByText(`'${api}/v1/runs'`).waitFor();
    await panel(page).getByText('Bearer YOUR_TOKEN').waitFor();
    await panel(page).getByText('local.smollm2-135m-v1').waitFor();
    await shot(page, '16-connect');
    await axe(page, 'connect');
  });
  await step('walks the snippets by the arrow keys', async () => {
    await tab(page, 'curl').focus();
    for (const [name, words] of [['OpenAI · Python', 'from openai import'], ['OpenAI · Node', "import OpenAI from 'openai'"]]) {
      await page.keyboard.press('ArrowRight');
      assert.equal(await tab(page, name).evaluate((found) => found === document.activeElement), true, name);
      await page.keyboard.press('Enter');
      await panel(page).getByText(words).waitFor();
    }
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await panel(page).getByText('curl --no-buffer').waitFor();
  });
  await step('copies a snippet and says so', async () => {
    await tab(page, 'OpenAI · Python').click();
    await panel(page).getByRole('button', { name: 'Copy code' }).click();
    await page.locator('[data-announcer]').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
    assert.match(await clipboard(page), new RegExp(`base_url="${api}/openai/v1", api_key="YOUR_TOKEN"`));
  });
  await step("puts the user's token in on demand, keeps it nowhere, and takes it out again", async () => {
    const before = await stored(page);
    await page.getByRole('button', { name: 'Insert my token' }).click();
    await page.locator('[data-token="inserted"]').waitFor();
    await panel(page).getByRole('button', { name: 'Copy code' }).click();
    const [, token] = /api_key="([^"]+)"/.exec(await clipboard(page));
    assert.ok(stub.state.issuer.tokens.has(token), token);
    assert.equal(await stored(page), before);
    await axe(page, 'connect with a token');
    await page.getByRole('button', { name: 'Take my token out' }).click();
    await panel(page).getByText('YOUR_TOKEN').waitFor();
    await page.getByRole('button', { name: 'Insert my token' }).click();
    await page.reload();
    await page.locator('[data-token="absent"]').waitFor();
  });
  await step('says so where there is no token to put in', async () => {
    const { refreshTokens } = stub.state.issuer;
    const kept = [...refreshTokens];
    refreshTokens.clear();
    await page.getByRole('button', { name: 'Insert my token' }).click();
    await page.locator('[data-token="none"]').filter({ hasText: 'You hold no token at the moment' }).waitFor();
    await panel(page).getByText('YOUR_TOKEN').waitFor();
    kept.forEach((token) => refreshTokens.add(token));
    await page.getByRole('button', { name: 'Insert my token' }).click();
    await page.locator('[data-token="inserted"]').waitFor();
    await page.reload();
    await page.locator('[data-token="absent"]').waitFor();
  });
  await step('names the published contracts', async () => {
    for (const [name, path] of [['OpenAPI', '/openapi'], ['AsyncAPI', '/asyncapi'], ['GraphQL', '/graphql/schema.graphql']]) {
      const link = page.getByRole('link', { name: new RegExp(`^${name} `) });
      assert.equal(await link.getAttribute('href'), api + path);
    }
  });
  await step('fits 390 px on that page too', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Connect your app' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await shot(page, '17-connect-phone');
    await axe(page, 'connect, 390 px');
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.goto(new URL('/', page.url()).href);
  });
}
