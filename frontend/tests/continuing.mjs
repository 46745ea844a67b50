// An answer goes on where it was, whatever becomes of the connection, the page or the tab: no word doubled, none missing.
import assert from 'node:assert/strict';
import {
  answerHas,
  box,
  chooseTransport,
  connection,
  counted,
  isWhole,
  lastTurn,
  say,
  step,
  until,
  watchAnswer,
} from './steps.mjs';

const done = (page, timeout = 20_000) => page.locator('[data-turn][data-state="succeeded"]').last().waitFor({ timeout });

async function newChat(page) {
  await page.getByRole('button', { name: 'New chat' }).click();
  await page.getByText('What would you like to know?').waitFor();
}

export async function continuing(test) {
  await bySse(test);
  await anyway(test, 'by server-sent events');
  await step('changes over to a WebSocket', async () => {
    const { page, stub } = test;
    await chooseTransport(page, 'WebSocket');
    await connection(page, 'live');
    await until(() => stub.state.sockets.size === 1);
  });
  await anyway(test, 'by WebSocket');
  await bySocket(test);
  await step('changes over to GraphQL', async () => {
    const { page, stub } = test;
    await chooseTransport(page, 'GraphQL');
    await connection(page, 'live');
    await until(() => stub.state.sockets.size === 1);
  });
  await anyway(test, 'by GraphQL');
  await byGraphQl(test);
}

async function bySse({ page, stub }) {
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
    await isWhole(page, counted(60));
    assert.equal(stub.state.attached, before + 1);
  });
  await step('goes on after a connection that ended with its token, unnoticed', async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Expire #detach #count 60');
    await isWhole(page, counted(60));
    assert.equal(stub.state.attached, before + 1);
  });
  await step('sends a question again whose connection was lost before the first word, and asks it once', async () => {
    const asked = stub.state.runs.all.size;
    await say(page, 'Lost #lost-start #count 30');
    await isWhole(page, counted(30));
    assert.equal(stub.state.runs.all.size, asked + 1);
  });
}

async function bySocket({ page, stub }) {
  await step('renews a token that the socket no longer takes, unnoticed', async () => {
    stub.state.issuer.tokens.clear();
    stub.unplug(true);
    stub.unplug(false);
    await say(page, 'Renew #count 30');
    await isWhole(page, counted(30));
  });
  await step('moves to another socket when its own is about to be closed', async () => {
    await watchAnswer(page);
    await say(page, 'Move #count 100');
    await answerHas(page, counted(10));
    const before = [...stub.state.sockets];
    before.forEach((socket) => socket.say({ type: 'closing', reason: 'server-stopping', inSeconds: 5 }));
    await isWhole(page, counted(100));
    assert.ok([...stub.state.sockets].every((socket) => !before.includes(socket)));
  });
  await step('says a new token on the socket before the old one expires', async () => {
    const tokens = stub.state.issuer.tokens.size;
    stub.state.sockets.forEach((socket) => socket.say({ type: 'expiring', inSeconds: 60 }));
    await until(() => stub.state.issuer.tokens.size > tokens);
  });
  await step('changes back to server-sent events and leaves no socket behind', async () => {
    await chooseTransport(page, 'Server-sent events');
    await until(() => stub.state.sockets.size === 0);
  });
}

async function byGraphQl({ page, stub }) {
  await step('goes on by another GraphQL socket, with a new token, once the old one has expired', async () => {
    await watchAnswer(page);
    await say(page, 'Expire #count 100');
    await answerHas(page, counted(10));
    stub.state.issuer.tokens.clear();
    stub.state.sockets.forEach((socket) => socket.close(4401));
    await isWhole(page, counted(100));
    assert.equal(stub.state.issuer.tokens.size, 1);
  });
  await step('changes back to server-sent events and leaves no GraphQL socket behind', async () => {
    await chooseTransport(page, 'Server-sent events');
    await until(() => stub.state.sockets.size === 0);
  });
}

async function anyway({ context, page, stub, signIn, shot }, how) {
  await step(`goes on after a reload, ${how}`, async () => {
    await say(page, 'Reload #count 140');
    await answerHas(page, counted(20));
    await page.reload();
    await page.locator('[data-state="running"]').waitFor();
    await watchAnswer(page);
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    assert.ok((await isWhole(page, counted(140))) > 2);
  });
  await step(`goes on while another conversation is looked at, ${how}`, async () => {
    const address = page.url();
    await say(page, 'Away #count 80');
    await answerHas(page, counted(5));
    await newChat(page);
    await page.goBack();
    assert.equal(page.url(), address);
    await isWhole(page, counted(80));
  });
  await step(`goes on once the network is back, and says meanwhile that it is gone, ${how}`, async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Network #count 120');
    await answerHas(page, counted(20));
    await context.setOffline(true);
    await connection(page, 'offline');
    await shot(page, '14-offline');
    await context.setOffline(false);
    await connection(page, 'live');
    await isWhole(page, counted(120));
    assert.ok(stub.state.attached > before);
  });
  await step(`goes on once a service that was away is back, ${how}`, async () => {
    const before = stub.state.attached;
    await watchAnswer(page);
    await say(page, 'Restart #count 120');
    await answerHas(page, counted(20));
    stub.unplug(true);
    await connection(page, 'reconnecting');
    await shot(page, '15-reconnecting');
    stub.unplug(false);
    await connection(page, 'live');
    await isWhole(page, counted(120));
    assert.ok(stub.state.attached > before);
  });
  await step(`stops an answer that was begun before a reload, ${how}`, async () => {
    const before = stub.state.cancelled;
    await say(page, 'Something #long');
    await answerHas(page, 'word word word');
    await page.reload();
    await answerHas(page, 'word word word');
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await lastTurn(page).getByText('Stopped. What was said so far is kept.').waitFor();
    assert.equal(stub.state.cancelled, before + 1);
  });
  await step(`stops a question before its first word, ${how}`, async () => {
    const before = stub.state.cancelled;
    await say(page, 'Nothing yet #pending');
    await page.locator('[data-state="waiting"]').waitFor();
    await until(() => [...stub.state.runs.all.values()].at(-1).turn.input.includes('#pending'));
    await page.keyboard.press('Escape');
    await lastTurn(page).getByText('Stopped before the model said anything.').waitFor();
    assert.equal(stub.state.cancelled, before + 1);
  });
  await step(`shows in a second tab what is asked in the first, and the other way round, ${how}`, async () => {
    await newChat(page);
    await say(page, 'First #count 10');
    await isWhole(page, counted(10));
    const other = await context.newPage();
    await signIn(other, page.url());
    await answerHas(other, counted(10));
    await connection(other, 'live');
    await say(page, 'Second #count 90');
    await other.getByText('Second #count 90').waitFor();
    await answerHas(other, counted(3));
    assert.equal(await lastTurn(other).getAttribute('data-state'), 'running');
    await isWhole(page, counted(90));
    await isWhole(other, counted(90));
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
