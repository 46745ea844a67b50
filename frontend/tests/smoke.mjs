// The app in a real browser against the stub: what it shows, how it fails, and what axe finds in light, dark and 390 px.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import assert from 'node:assert/strict';
import { preview } from 'vite';
import { withBrowser } from './browser.mjs';
import { connecting } from './connecting.mjs';
import { continuing } from './continuing.mjs';
import { lastTurn, say, step, summary, until } from './steps.mjs';
import { newSession, startStub } from './stub/server.mjs';

const [APP_PORT, STUB_PORT] = await freePorts(2);
const SHOTS = process.env.SMOKE_SCREENSHOTS ?? new URL('./screenshots/', import.meta.url).pathname;
const APP = `http://localhost:${APP_PORT}`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

process.env.TRIADE_FRONTEND_API_URL = `http://localhost:${STUB_PORT}`;
process.env.TRIADE_FRONTEND_ISSUER = `http://localhost:${STUB_PORT}/oidc`;
mkdirSync(SHOTS, { recursive: true });

const stub = await startStub(STUB_PORT);
const server = await preview({ root: new URL('..', import.meta.url).pathname, preview: { port: APP_PORT }, logLevel: 'warn' });

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve) => { const server = createServer().listen(0, () => resolve(server)); })),
  );
  return Promise.all(servers.map((server) => { const { port } = server.address(); return new Promise((resolve) => server.close(() => resolve(port))); }));
}

async function signIn(page, address = APP) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('User').fill('ana');
  await page.getByLabel('Password').fill('ana');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
}

const ended = (page, state) => page.locator(`[data-turn][data-state="${state}"]`).last().waitFor({ timeout: 15_000 });

async function axe(page, where, rules = {}) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { rules }), rules);
  const found = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? node.failureSummary)).join('\n  ')}`);
  assert.deepEqual(found, [], `axe in ${where}:\n${found.join('\n')}`);
}

async function shot(page, name) {
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

async function journeys(context, page) {
  page.setDefaultTimeout(8_000);
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));

  await step('shows the way in to who is not signed in', async () => {
    await page.goto(APP);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await shot(page, '01-sign-in');
    await axe(page, 'sign-in');
  });
  await step('signs in by code and PKCE', () => signIn(page));
  await step('shows an empty list and a new chat', async () => {
    await page.getByText('No conversations yet').waitFor();
    await page.getByText('local dev model: real text, often wrong').first().waitFor();
    await shot(page, '02-new-chat');
    await axe(page, 'new chat');
  });
  await step('streams Markdown with code, table and tasks', async () => {
    await say(page, 'Show me #markdown please');
    await page.locator('[data-state="running"]').waitFor();
    await ended(page, 'succeeded');
    await lastTurn(page).locator('.hljs-keyword').first().waitFor();
    assert.equal(await lastTurn(page).locator('script').count(), 0);
    assert.match(await lastTurn(page).locator('[data-answer]').innerText(), /<script>alert\(1\)<\/script> 'ação' 日本語/);
    await shot(page, '03-markdown-light');
    await axe(page, 'markdown light');
  });
  await step('takes the title that the server makes after the first turn', async () => {
    await page.getByRole('heading', { level: 1, name: 'Show me #markdown please' }).waitFor({ timeout: 9_000 });
  });
  await step('sends a traceparent with every API request', () => {
    assert.ok(stub.state.traces.length > 4 && stub.state.traces.every((trace) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(trace)));
  });
  await step('stops by Escape, keeps what was said, and the server ends the run', async () => {
    await say(page, 'Something #long');
    await lastTurn(page).locator('[data-answer]').filter({ hasText: 'word word word' }).waitFor();
    await page.keyboard.press('Escape');
    await ended(page, 'cancelled');
    await page.getByText('Stopped. What was said so far is kept.').waitFor();
    await until(() => stub.state.cancelled === 1);
  });
  await step('tries again on another branch and switches between the versions', async () => {
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('2/2').waitFor();
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await ended(page, 'cancelled');
    await page.getByRole('button', { name: 'Previous version' }).click();
    await page.getByText('1/2').waitFor();
    await shot(page, '04-branches');
  });
  await step('says in words what a 429 means and counts down to the retry', async () => {
    await say(page, 'Throttle me #429');
    await page.getByText('The model is busy. Wait a moment', { exact: true }).waitFor();
    await page.getByRole('button', { name: /Try again in \d s/ }).waitFor();
    await page.getByText('4bf92f3577b34da6a3ce929d0e0e4736').waitFor();
    await shot(page, '05-throttled');
    await axe(page, 'throttled');
  });
  await step('shows a failed event with what was said before it', async () => {
    await say(page, 'Now fail #broken in the middle of it');
    await ended(page, 'failed');
    await page.getByText('The model failed', { exact: true }).waitFor();
    await lastTurn(page).locator('[data-answer]').filter({ hasText: 'You said' }).waitFor();
  });
  await step('says 403 and 503 in words', async () => {
    await page.getByRole('button', { name: 'New chat' }).click();
    await say(page, 'Forbid #403');
    await page.getByText('You are not allowed to do this', { exact: true }).waitFor();
    await say(page, 'No model #503');
    await page.getByText('The model is not available', { exact: true }).waitFor();
    await page.getByText('run ./dev doctor').waitFor();
  });
  await step('goes on where it was after a reload', async () => {
    await page.getByRole('link', { name: /Show me #markdown/ }).click();
    await page.reload();
    await page.getByText('The model failed', { exact: true }).waitFor();
  });
  await step('pages, filters, renames and deletes conversations', async () => {
    for (let count = 0; count < 35; count++) newSession(stub.state, { title: `Older ${count}` }, new Date(Date.now() - 86_400_000 - count * 3.6e6));
    await page.reload();
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByRole('link', { name: /Older 34/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('older 34');
    await page.getByRole('button', { name: 'Actions for “Older 34”' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Older 34 with a name');
    await axe(page, 'rename');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Actions for “Older 34 with a name”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await shot(page, '06-delete');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No conversation matches').waitFor();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('');
  });
  await step('lists its shortcuts by ?', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('New line in the message').waitFor();
    await shot(page, '07-shortcuts');
    await axe(page, 'shortcuts');
    await page.keyboard.press('Escape');
  });
  await step('is dark on demand and remembers it', async () => {
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
    await page.reload();
    await lastTurn(page).waitFor();
    await page.evaluate(() => window.scrollTo(0, 0));
    await shot(page, '08-dark');
    await axe(page, 'dark');
  });
  await step('speaks Brazilian Portuguese on demand and remembers it', async () => {
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Português (Brasil)' }).click();
    await page.getByRole('heading', { name: 'Conversas' }).waitFor();
    await page.reload();
    await page.getByRole('textbox', { name: 'Mensagem' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'pt-BR');
    await shot(page, '09-portuguese');
    await page.getByRole('button', { name: 'Idioma' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'English' }).click();
  });
  await step('fits 390 px without scrolling sideways, dark and light', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await lastTurn(page).waitFor();
    await shot(page, '10-phone-dark');
    await axe(page, '390 px dark');
    await page.evaluate(() => localStorage.setItem('triade.theme', 'light'));
    await page.reload();
    await lastTurn(page).waitFor();
    await page.evaluate(() => window.scrollTo(0, 0));
    await shot(page, '11-phone-light');
    await axe(page, '390 px light');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await page.getByRole('button', { name: 'Open the list of conversations' }).click();
    await page.getByRole('link', { name: /Older 1\b/ }).waitFor();
    await shot(page, '12-phone-list');
    // On a phone Cloudscape hides the page, and with it its heading, while the list covers it.
    await axe(page, '390 px list', { 'page-has-heading-one': { enabled: false } });
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.reload();
  });
  await step('stops following the end when the user scrolls up', async () => {
    await page.getByRole('button', { name: 'New chat' }).click();
    await say(page, 'Scroll #long');
    await lastTurn(page).locator('[data-answer]').filter({ hasText: 'word '.repeat(300).trim() }).waitFor({ timeout: 20_000 });
    await page.mouse.move(800, 300);
    await page.mouse.wheel(0, -400);
    await page.getByRole('button', { name: 'Jump to the newest' }).waitFor();
    const before = await page.evaluate(() => window.scrollY);
    await lastTurn(page).locator('[data-answer]').filter({ hasText: 'word '.repeat(350).trim() }).waitFor({ timeout: 20_000 });
    assert.equal(await page.evaluate(() => window.scrollY), before);
    // By the element itself: a click by the mouse may scroll the page first, which takes the button away.
    await page.getByRole('button', { name: 'Jump to the newest' }).evaluate((button) => button.click());
    await page.getByRole('button', { name: 'Stop the answer' }).click();
  });
  await connecting({ context, page, stub, axe, shot });
  await continuing({ context, page, stub, signIn, shot });
  await step('renews a token that the API no longer takes, unnoticed', async () => {
    stub.state.issuer.tokens.clear();
    await page.getByRole('link', { name: /Show me #markdown/ }).click();
    await page.getByText('The model failed', { exact: true }).waitFor();
  });
  await step('says that it is offline', async () => {
    await context.setOffline(true);
    await page.getByText('You are offline. What you have loaded').waitFor();
    await say(page, 'Anyone there?');
    await page.getByText('You are offline', { exact: true }).waitFor();
    await context.setOffline(false);
  });
  await step('keeps the draft and asks to sign in again when the session is over', async () => {
    await page.getByRole('button', { name: 'New chat' }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('A draft worth keeping');
    stub.state.issuer.expireAll();
    await page.getByRole('link', { name: /Older 1\b/ }).click();
    await page.getByText('Your session has expired. Sign in again').waitFor();
    await shot(page, '13-expired');
    await signIn(page);
    assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'A draft worth keeping');
  });
  await step('signs out', async () => {
    await page.getByRole('button', { name: /Ana/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user')).length), 0);
  });
  await step('breaks no content security policy and throws nothing', () => {
    const ours = problems.filter((text) => !/Failed to load resource|net::ERR/.test(text));
    assert.deepEqual(ours, []);
  });
}

try {
  // Without its animations, so that a screenshot shows what the eye ends up with.
  await withBrowser({ reducedMotion: 'reduce' }, journeys);
} finally {
  await server.close();
  stub.close();
}
process.exit(summary());
