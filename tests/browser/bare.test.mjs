// An archive without reports, and one with a single report: every page says what there is, and what to do next.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { deadLinks } from './addresses.mjs';
import { PHONE, inaccessible, launched, overflow, reader } from './browser.mjs';
import { examples, served } from './served.mjs';

const PAGES = ['/', '/search', '/search?as=events', '/search?as=statements', '/search?as=figures', '/search?as=reports', '/search?q=peace', '/statements', '/figures', '/stories',
  '/actors', '/actor/USA', '/map', '/sources', '/codebook', '/try', '/api', '/review', '/review/precision', '/review/marks', '/review/reports'];

const archives = { 'without reports': [], 'of a single report': examples().slice(0, 1) };
let browser;
const sites = {};
before(async () => {
  browser = await launched();
  for (const [name, reports] of Object.entries(archives)) sites[name] = await served(reports);
});
after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) await site.close();
});

for (const name of Object.keys(archives)) {
  test(`an archive ${name}`, async () => {
    const { context, page, noted } = await reader(browser, sites[name].address, { viewport: PHONE });
    const wrong = [];
    for (const path of PAGES) {
      const answer = await page.goto(path);
      const sticks = await overflow(page);
      const all = [...(await inaccessible(page)), ...(sticks ? [`sticks out: ${sticks}`] : [])];
      if (answer.status() !== 200) all.push(`answers ${answer.status()}`);
      if ((await page.locator('h1').count()) !== 1) all.push('not one first heading');
      if ((await page.locator('main').innerText()).trim().split(/\s+/).length < 8) all.push('says next to nothing');
      wrong.push(...all.map((fault) => `${path}: ${fault}`), ...noted());
    }
    assert.deepEqual(wrong, []);
    const { dead } = await deadLinks(sites[name], 3, 200);
    assert.deepEqual(dead, []);
    await context.close();
  });
}

test('without reports the way to some is told', async () => {
  const { context, page } = await reader(browser, sites['without reports'].address);
  for (const path of ['/', '/search', '/search?as=events']) {
    await page.goto(path);
    assert.match(await page.locator('main').innerText(), /sayso ingest/, path);
  }
  await context.close();
});
