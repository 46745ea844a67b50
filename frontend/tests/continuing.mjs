// An answer goes on where it was, whatever becomes of the connection, the page or the tab: no word doubled, none missing.
import assert from 'node:assert/strict';
import { answerHas, answerText, box, lastTurn, say, shownTexts, step, until, watchAnswer } from './steps.mjs';

const counted = (to) => Array.from({ length: to }, (_, at) => `${at + 1}`).join(' ');
const done = (page, timeout = 20_000) => page.locator('[data-turn][data-state="succeeded"]:last-of-type').last().waitFor({ timeout });
const connection = (page, state) => page.locator(`[data-connection="${state}"]`).waitFor();

/** The answer is complete, and everything that was on screen on the way was a beginning of it. */
async function isWhole(page, to) {
  await until(async () => (await lastTurn(page).getAttribute('data-state')) === 'succeeded', 20_000);
  assert.equal(await answerText(page), counted(to));
}

async function grewOnly(page, to) {
  for (const text of await shownTexts(page)) assert.ok(counted(to).startsWith(text.trim()), `on screen: ${text}`);
}

async function newChat(page) {
  await page.getByRole('button', { name: 'New chat' }).click();
  await page.getByText('What would you like to know?').waitFor();
}

export async function continuing({ context, page, stub, signIn, shot }) {
  await step('says that it is live while it listens', async () => {
    await newChat(page);
    await say(page, 'Hello');
    await done(page);
    await connection(page, 'live');
  });
  await step('goes on after a connection that was cut', async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Cut it #cut #count 60');
    await isWhole(page, 60);
    await grewOnly(page, 60);
    assert.equal(stub.state.attached, before + 1);
  });
  await step('goes on after a connection that ended with its token, unnoticed', async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Expire #detach #count 60');
    await isWhole(page, 60);
    await grewOnly(page, 60);
    assert.equal(stub.state.attached, before + 1);
  });
  await step('sends a question again whose connection was lost before the first word, and asks it once', async () => {
    const asked = stub.state.runs.all.size;
    await say(page, 'Lost #lost-start #count 30');
    await isWhole(page, 30);
    assert.equal(stub.state.runs.all.size, asked + 1);
  });
  await step('goes on after a reload', async () => {
    await say(page, 'Reload #count 250');
    await answerHas(page, counted(20));
    await page.reload();
    await page.locator('[data-state="running"]').waitFor();
    await watchAnswer(page);
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    await isWhole(page, 250);
    await grewOnly(page, 250);
    assert.ok((await shownTexts(page)).length > 2);
  });
  await step('goes on while another conversation is looked at', async () => {
    const address = page.url();
    await say(page, 'Away #count 120');
    await answerHas(page, counted(5));
    await newChat(page);
    await page.goBack();
    assert.equal(page.url(), address);
    await isWhole(page, 120);
  });
  await step('goes on once the network is back, and says meanwhile that it is gone', async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Network #count 200');
    await answerHas(page, counted(20));
    await context.setOffline(true);
    await connection(page, 'offline');
    await shot(page, '14-offline');
    await context.setOffline(false);
    await connection(page, 'live');
    await isWhole(page, 200);
    await grewOnly(page, 200);
    assert.ok(stub.state.attached > before);
  });
  await step('goes on once a service that was away is back', async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Restart #count 200');
    await answerHas(page, counted(20));
    stub.unplug(true);
    await connection(page, 'reconnecting');
    await shot(page, '15-reconnecting');
    stub.unplug(false);
    await connection(page, 'live');
    await isWhole(page, 200);
    await grewOnly(page, 200);
    assert.ok(stub.state.attached > before);
  });
  await step('stops an answer that was begun before a reload', async () => {
    const before = stub.state.cancelled;
    await say(page, 'Something #long');
    await answerHas(page, 'word word word');
    await page.reload();
    await answerHas(page, 'word word word');
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await page.getByText('Stopped. What was said so far is kept.').waitFor();
    assert.equal(stub.state.cancelled, before + 1);
  });
  await step('stops a question before its first word', async () => {
    const before = stub.state.cancelled;
    await say(page, 'Nothing yet #pending');
    await page.locator('[data-state="waiting"]').waitFor();
    await until(() => [...stub.state.runs.all.values()].at(-1).turn.input.includes('#pending'));
    await page.keyboard.press('Escape');
    await page.getByText('Stopped before the model said anything.').waitFor();
    assert.equal(stub.state.cancelled, before + 1);
  });
  await step('shows in a second tab what is asked in the first, and the other way round', async () => {
    await newChat(page);
    await say(page, 'First #count 10');
    await isWhole(page, 10);
    const other = await context.newPage();
    await signIn(other, page.url());
    await answerHas(other, counted(10));
    await connection(other, 'live');
    await say(page, 'Second #count 150');
    await other.getByText('Second #count 150').waitFor();
    await answerHas(other, counted(3));
    assert.equal(await lastTurn(other).getAttribute('data-state'), 'running');
    await isWhole(page, 150);
    await isWhole(other, 150);
    await say(other, 'Third #long');
    await answerHas(page, 'word word word');
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await other.locator('[data-turn][data-state="cancelled"]').waitFor();
    assert.equal(await other.locator('[data-turn]').count(), 3);
    assert.equal(await page.locator('[data-turn]').count(), 3);
    await other.close();
    await box(page).focus();
  });
}
