// Every kind of page over the archive of the examples: it answers, anyone can use it, it fits, it asks no one else,
// it says the same without JavaScript and to programs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { deadLinks, everyKind } from './addresses.mjs';
import { PHONE, WIDE, inaccessible, launched, overflow, pieces, reader } from './browser.mjs';
import { examples, served } from './served.mjs';

let site;
let browser;
let seen;
let plain;
before(async () => {
  [site, browser] = await Promise.all([served(examples()), launched()]);
  seen = await reader(browser, site.address);
  plain = await reader(browser, site.address, { javaScriptEnabled: false });
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** What is wrong with a page as it looks in either theme at either width. */
async function looks({ page, noted }, path) {
  const wrong = [];
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    const answer = await page.goto(path);
    if (answer.status() !== 200) wrong.push(`answers ${answer.status()}`);
    const sticks = await overflow(page);
    if (sticks) wrong.push(`sticks out at ${viewport.width}: ${sticks}`);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      wrong.push(...(await inaccessible(page)).map((found) => `${colorScheme}, ${viewport.width}: ${found}`));
    }
  }
  return [...wrong, ...noted()];
}

/** What is wrong with how a page is made. */
const made = (page) =>
  page.evaluate(() => {
    const wrong = [];
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) wrong.push(`${headings} first headings`);
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length > 0) wrong.push(`twice the ids ${twice.slice(0, 5).join(', ')}`);
    if (document.querySelector('[style], style')) wrong.push('a style in the page');
    if (document.title.replace('· Sayso', '').trim() === '') wrong.push('no title');
    return wrong;
  });

/** What is wrong with the page's other forms. */
async function twins(page) {
  const wrong = [];
  const address = page.url().replace(/#.*/, '');
  const [json, csv] = await page.evaluate(() => [
    document.querySelector('link[rel=alternate]').href,
    [...document.querySelectorAll('a[href]')].map((one) => one.href).filter((href) => /\.csv(\?|$)/.test(href)),
  ]);
  for (const [of, type] of [[address, 'text/html'], [json, 'application/json'], ...csv.map((one) => [one, 'text/csv'])]) {
    const first = await fetch(of);
    const body = await first.text();
    const path = new URL(of).pathname;
    if (first.status !== 200 || !first.headers.get('content-type').startsWith(type)) {
      wrong.push(`${path} answers ${first.status} ${first.headers.get('content-type')}: ${body.slice(0, 100)}`);
      continue;
    }
    if (type === 'application/json') JSON.parse(body);
    if (type === 'text/csv' && !/^[a-z_0-9,]+\r?\n/.test(body)) wrong.push(`${path} has no head: ${body.slice(0, 100)}`);
    const again = await fetch(of, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    if (again.status !== 304) wrong.push(`${path} is given again (${again.status})`);
  }
  return wrong;
}

/** What of a page's text is not there without JavaScript, or only there. */
async function withoutJavaScript(page) {
  const wrong = [];
  await plain.page.setViewportSize(PHONE);
  await plain.page.goto(page.url());
  const sticks = await overflow(plain.page);
  if (sticks) wrong.push(`sticks out without JavaScript: ${sticks}`);
  const [with_, without] = [await pieces(page), await pieces(plain.page)];
  const left = [...with_];
  const missing = without.filter((piece) => {
    const at = left.indexOf(piece);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length > 0) wrong.push(`only without JavaScript: ${missing.slice(0, 5).join(' | ')}`);
  const hints = /^(Copy|Keys: .*)$/;
  const added = left.filter((piece) => !hints.test(piece));
  if (added.length > 0) wrong.push(`only with JavaScript: ${added.slice(0, 5).join(' | ')}`);
  return [...wrong, ...plain.noted()];
}

test('every kind of page', async (t) => {
  for (const [name, path] of Object.entries(await everyKind(site))) {
    await t.test(`${name} ${path}`, async () => {
      const wrong = await looks(seen, path);
      wrong.push(...(await made(seen.page)), ...(await withoutJavaScript(seen.page)), ...(await twins(seen.page)));
      assert.deepEqual(wrong, []);
    });
  }
});

test('no link leads nowhere', async () => {
  const { asked, dead } = await deadLinks(site, 4, 600);
  assert.ok(asked > 50, `only ${asked} pages were found`);
  assert.deepEqual(dead, []);
});

test('what is not there says so', async () => {
  const strange = await reader(browser, site.address);
  for (const path of ['/nothing', '/report/nothing', '/story/nothing', '/happening/nothing', '/series/nothing', '/datum/nothing', '/codebook/nothing']) {
    const answer = await strange.page.goto(path);
    assert.equal(answer.status(), 404, path);
    assert.deepEqual(await inaccessible(strange.page), [], path);
    assert.match(await strange.page.locator('[role=alert]').innerText(), /\w{3}/);
  }
  const refused = /status of 404/;
  assert.deepEqual(strange.noted().filter((fault) => !refused.test(fault)), []);
  await strange.context.close();
});
