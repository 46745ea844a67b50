// One person's way through the real suite in a real browser. TRIADE_FRONTEND_URL says where the suite is, and
// TRIADE_LOCAL_AWS_URL where its models can be seen at work; ./dev test sets both.
import assert from 'node:assert/strict';
import { withBrowser } from './browser.mjs';
import {
  answerHas,
  answerText,
  box,
  chooseTransport,
  connection,
  counted,
  isWhole,
  lastTurn,
  say,
  shownTexts,
  step,
  summary,
  until,
  watchAnswer,
} from './steps.mjs';

const APP = process.env.TRIADE_FRONTEND_URL ?? 'http://localhost:3000';
const LOCAL_AWS = process.env.TRIADE_LOCAL_AWS_URL ?? 'http://localhost:4566';
const REAL = { id: 'local.smollm2-135m-v1', name: 'SmolLM2 135M', notice: 'local dev model: real text, often wrong' };
const ECHO = { id: 'local.echo-v1', name: 'Echo' };
/** A small model on two busy cores may take this long to its first word. */
const ANSWER_MILLIS = 240_000;

const generations = async (model) => (await (await fetch(`${LOCAL_AWS}/_local/metrics`)).json()).byModel[model];
const inState = (page, ...states) =>
  page.locator(states.map((state) => `[data-turn][data-state="${state}"]`).join(', ')).last().waitFor({ timeout: ANSWER_MILLIS });

async function pickModel(page, name) {
  await page.getByRole('button', { name: /^Model/ }).click();
  await page.getByRole('option', { name: new RegExp(name) }).click();
}

/** A step without which the next ones make no sense. */
async function must(name, action) {
  if (!(await step(name, action))) throw new Error(`not tried after: ${name}`);
}

/** Asks the real model; where this machine has no weights it says so and asks the echo instead. */
async function firstAnswer(page) {
  await pickModel(page, REAL.name);
  await page.getByText(REAL.notice).first().waitFor();
  await watchAnswer(page);
  await say(page, 'Hello! Who are you?');
  await inState(page, 'succeeded', 'failed');
  if (await lastTurn(page).getByText('The model is not available', { exact: true }).isVisible()) {
    console.log(`     NO WEIGHTS HERE: ${REAL.id} cannot answer (./dev doctor says how to get it); ${ECHO.id} answers instead`);
    await pickModel(page, ECHO.name);
    await say(page, '#echo delay=20 repeat=20\nred green blue');
    await inState(page, 'succeeded');
    return ECHO;
  }
  await lastTurn(page).getByText(REAL.notice).waitFor();
  return REAL;
}

const slowly = (text, millis = 20) => `#echo delay=${millis}\n${text}`;

async function signIn(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Development only').waitFor();
  await page.getByLabel('User name', { exact: true }).fill('ana');
  await page.getByLabel('Password', { exact: true }).fill('ana');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await box(page).waitFor();
}

/** A word once shown stays, none comes twice and none is missing, and the model is asked once. */
async function goesOn(context, page, how) {
  await must(`answers by ${how}`, async () => {
    await chooseTransport(page, how);
    await connection(page, 'live');
    await watchAnswer(page);
    await say(page, slowly(counted(60)));
    assert.ok((await isWhole(page, counted(60))) > 2);
  });
  await must(`goes on after a reload, by ${how}`, async () => {
    const before = await generations(ECHO.id);
    await say(page, slowly(counted(200)));
    await answerHas(page, counted(20));
    await page.reload();
    await page.locator('[data-state="running"]').waitFor();
    await watchAnswer(page);
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    assert.ok((await isWhole(page, counted(200))) > 2);
    assert.equal((await generations(ECHO.id)).started, before.started + 1);
  });
  await must(`goes on once the network is back, by ${how}`, async () => {
    await say(page, slowly(counted(200)));
    await answerHas(page, counted(20));
    await context.setOffline(true);
    await connection(page, 'offline');
    await context.setOffline(false);
    await connection(page, 'live');
    await isWhole(page, counted(200));
  });
  await must(`shows in a second tab what is asked in the first, and the other way round, by ${how}`, async () => {
    const other = await context.newPage();
    await signIn(other, page.url());
    await connection(other, 'live');
    await watchAnswer(other);
    await say(page, slowly(`${counted(150)} first`));
    await other.locator('[data-state="running"]').waitFor();
    assert.ok((await isWhole(other, `${counted(150)} first`)) > 2);
    await isWhole(page, `${counted(150)} first`);
    await say(other, slowly(`second ${counted(500)}`));
    await answerHas(page, `second ${counted(10)}`);
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await other.locator('[data-turn][data-state="cancelled"]').last().waitFor();
    await until(async () => (await answerText(other)) === (await answerText(page)));
    assert.equal(await other.locator('[data-turn]').count(), await page.locator('[data-turn]').count());
    await other.close();
  });
}

async function journey(context, page) {
  page.setDefaultTimeout(20_000);
  const thrown = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  const title = `Journey ${Date.now()}`;

  await must('signs in on the page of the issuer', async () => {
    await signIn(page, APP);
    assert.equal(new URL(page.url()).origin, new URL(APP).origin);
  });
  await must('asks a model and sees its answer grow', async () => {
    const model = await firstAnswer(page);
    assert.equal(await lastTurn(page).getAttribute('data-state'), 'succeeded', await lastTurn(page).innerText());
    const texts = await shownTexts(page);
    assert.ok(texts.length >= 3, `texts on screen while it ran: ${texts}`);
    return `${model.id}, ${texts.length} states of the text on screen`;
  });
  await must('stops a long answer, and the model hears of it', async () => {
    await pickModel(page, ECHO.name);
    const before = await generations(ECHO.id);
    await say(page, '#echo delay=20 repeat=500\nword');
    await lastTurn(page).locator('[data-answer]').filter({ hasText: 'word word word' }).waitFor();
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await inState(page, 'cancelled');
    await page.getByText('Stopped. What was said so far is kept.').waitFor();
    await until(async () => (await generations(ECHO.id)).cancelled === before.cancelled + 1);
  });
  await must('finds the whole conversation again after a reload', async () => {
    const address = page.url();
    await page.reload();
    await inState(page, 'cancelled');
    assert.equal(page.url(), address);
    assert.equal(await page.locator('[data-turn]').count(), 2);
    assert.match(await answerText(page), /^word word word/);
    await page.getByText('Stopped. What was said so far is kept.').waitFor();
    await page.getByText('Hello! Who are you?').first().waitFor();
  });
  for (const how of ['Server-sent events', 'WebSocket', 'GraphQL']) await goesOn(context, page, how);
  await must('renames the conversation', async () => {
    await page.getByRole('listitem').filter({ has: page.locator('[aria-current="page"]') }).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: title }).waitFor();
  });
  await must('deletes the conversation', async () => {
    const address = page.url();
    await page.getByRole('button', { name: `Actions for “${title}”` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'What would you like to know?' }).waitFor();
    await page.getByRole('link', { name: title }).waitFor({ state: 'detached' });
    await page.goto(address);
    await page.getByText('This conversation does not exist, or it was deleted.').waitFor();
  });
  await must('signs out, and is out', async () => {
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.goto(APP);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
  await must('threw nothing on the way', () => assert.deepEqual(thrown, []));
}

await withBrowser({}, journey).catch((error) => step('the rest of the journey', () => Promise.reject(error)));
process.exit(summary());
