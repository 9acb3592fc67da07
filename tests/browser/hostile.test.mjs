// Reports whose words, names and addresses were written to do harm: on every page that shows them they are words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { hrefs, source } from './addresses.mjs';
import { PHONE, WIDE, inaccessible, launched, overflow, reader } from './browser.mjs';
import { served } from './served.mjs';

const run = (at) => `window.__pwned=${at}`;
const SCRIPT = `</title></p><script>${run(1)}</script>`;
const PICTURE = `<img src=x onerror="${run(2)}">`;
const QUOTE = `"'><svg onload=${run(3)}>`;
/** Words that a browser would run, were they not escaped. */
const HARM = [SCRIPT, PICTURE, QUOTE, `javascript:${run(4)}`, `<a href="javascript:${run(5)}">here</a>`];
/** Written from right to left, with a letter that turns what follows it round. */
const RIGHT_TO_LEFT = 'وزير الدفاع \u202eرودولف\u202c السلافي';
const LONG = 'Strelsauhentzauzendatarlenheimburgdorf'.repeat(20);

const MANY = Array.from({ length: 40 }, (_, at) =>
  `Ruritanian troops attacked Freedonia on June ${1 + (at % 28)}, killing ${at + 3} people, and Freedonian President Rufus Firefly said that Sylvania would help.`).join(' ');

const reports = [
  {
    id: `1"><script>${run(6)}</script>`, date: '2024-06-01', title: `Army of Ruritania ${SCRIPT}`, source: `The ${PICTURE} Times`, url: `javascript:${run(7)}`,
    text: `Ruritanian troops attacked Freedonia on Monday. ${SCRIPT}\n\n“${PICTURE} is what we say,” Ruritanian President Rudolf ${QUOTE} Elphberg said. At least 12 people were killed ${QUOTE} in Strelsau.`,
  },
  {
    id: '../../static/x?y=1#z.json', date: '2024-06-02', title: `=HYPERLINK("http://a.example")`, source: `JaVaScRiPt:${run(8)}`, url: ` java\tscript:${run(8)}`,
    text: `Freedonian ${PICTURE} Foreign Minister Chico ${PICTURE} Hale accused Ruritania of ${SCRIPT} war crimes. “Down with ${SCRIPT},” said Hale's ${QUOTE} army.`,
  },
  {
    id: 'data:text/html,<b>', date: '2024-06-03', title: RIGHT_TO_LEFT, source: RIGHT_TO_LEFT, url: `https://news.example/?a="onmouseover="${run(9)}`,
    text: `Sylvanian Defence Minister ${RIGHT_TO_LEFT} met Ruritanian officials in Zenda on Sunday. The Sylvanian ${RIGHT_TO_LEFT} army said that 20 soldiers had been killed by Freedonia.`,
  },
  {
    id: 'long', date: '2024-06-04', title: LONG, source: LONG, url: `https://news.example/${LONG}`,
    text: `Ruritanian General Otto ${LONG} attacked Freedonia on Tuesday. “${LONG},” Otto ${LONG} said. Freedonia killed 14 people in ${LONG}, officials said.`,
  },
  { id: 'many', date: '2024-06-05', title: 'Many marks in one paragraph', source: 'Sylvan Press Agency', text: MANY },
];

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([served(reports), launched()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** What of a page is more than words. */
const unsafe = (page) =>
  page.evaluate(() => {
    const wrong = [];
    if (window.__pwned !== undefined) wrong.push(`ran ${window.__pwned}`);
    if ([...document.scripts].some((one) => !new URL(one.src, location).pathname.startsWith('/static/'))) wrong.push('a script from elsewhere');
    if (document.querySelector('main img, main iframe, main object, main embed, main base, main style')) wrong.push('something embedded');
    for (const one of document.querySelectorAll('*')) {
      const names = one.getAttributeNames();
      if (names.some((name) => name.startsWith('on'))) wrong.push(`acts: ${one.outerHTML.slice(0, 100)}`);
      for (const name of ['href', 'src', 'action', 'formaction', 'xlink:href']) {
        const scheme = one.hasAttribute(name) && new URL(one.getAttribute(name), location).protocol;
        if (scheme && !['http:', 'https:'].includes(scheme)) wrong.push(`leads to ${one.getAttribute(name).slice(0, 60)}`);
      }
    }
    return wrong;
  });

/** Opens a page and says what on it is more than words, and what sticks out of a phone. */
async function dangers({ page, noted }, path) {
  const answer = await page.goto(path);
  const wrong = [...(await unsafe(page))];
  if (answer.status() >= 500) wrong.push(`answers ${answer.status()}`);
  const sticks = await overflow(page);
  if (sticks) wrong.push(`sticks out: ${sticks}`);
  wrong.push(...noted().filter((fault) => !/status of 40[04]/.test(fault)));
  return wrong.map((fault) => `${path.slice(0, 120)}: ${fault}`);
}

test('every page that shows them', async () => {
  const phone = await reader(browser, site.address, { viewport: PHONE });
  const waiting = ['/', '/search?as=events', '/search?as=statements', '/search?as=figures', '/search?as=reports', '/statements', '/figures', '/stories', '/actors', '/map', '/sources', '/review', '/review/marks', '/codebook'];
  const all = new Set(waiting);
  const of = new Map();
  const wrong = [];
  while (waiting.length > 0) {
    const path = waiting.shift();
    wrong.push(...(await dangers(phone, path)));
    for (const href of hrefs((await source(site, path)).text)) {
      const to = href.replace(/#.*/, '');
      const kind = /^\/(\w+)/.exec(to)?.[1];
      const most = { report: 10, actor: 8, pair: 4, story: 2, happening: 4, series: 4, datum: 2, search: 10, statements: 4 }[kind] ?? 0;
      const seen = of.get(kind) ?? 0;
      if (seen >= most || all.has(to)) continue;
      of.set(kind, seen + 1);
      all.add(to);
      waiting.push(to);
    }
  }
  await phone.context.close();
  assert.deepEqual(wrong, []);
  assert.ok(of.get('report') >= 5 && of.get('actor') >= 5, `${[...of]}`);
});

test('their words are there to the letter', async () => {
  const seen = await reader(browser, site.address);
  for (const report of reports) {
    await seen.page.goto(`/report/${encodeURIComponent(report.id).replace(/\.(?=json$)/, '%2E')}`);
    assert.equal(await seen.page.locator('h1').textContent(), report.title);
    const text = (await seen.page.locator('#text').textContent()).trim();
    assert.equal(text, report.text);
  }
  const { text } = await source(site, '/search.json?as=reports');
  const titles = JSON.parse(text).rows.map((row) => row.report.title);
  assert.deepEqual(titles.sort(), reports.map((report) => report.title).sort());
  const { text: csv } = await source(site, '/search.csv?as=reports');
  assert.doesNotMatch(csv, /(^|,)"?=HYPERLINK/m);
  assert.deepEqual(seen.noted(), []);
  await seen.context.close();
});

test('two hundred marks in a paragraph can be read and used', async () => {
  const seen = await reader(browser, site.address);
  for (const viewport of [WIDE, PHONE]) {
    await seen.page.setViewportSize(viewport);
    await seen.page.goto('/report/many');
    assert.equal(await overflow(seen.page), null);
    assert.ok((await seen.page.locator('#text .run').count()) > 200);
  }
  assert.deepEqual(await inaccessible(seen.page), []);
  assert.deepEqual(seen.noted(), []);
  await seen.context.close();
});

test('what is asked is no more than words', async () => {
  const phone = await reader(browser, site.address, { viewport: PHONE });
  const wrong = [];
  for (const harm of HARM) {
    const value = encodeURIComponent(harm);
    await phone.page.goto('/');
    await phone.page.locator('#find').fill(harm);
    await phone.page.locator('#find').press('Enter');
    await phone.page.waitForLoadState();
    wrong.push(...(await unsafe(phone.page)), ...phone.noted().filter((fault) => !/status of 400/.test(fault)));
    const asked = ['q', 'actor', 'recipient', 'party', 'type', 'mode', 'status', 'speaker', 'measure', 'place', 'source', 'from', 'tag', 'mark', 'as', 'cursor'].map((name) => `/search?as=events&${name}=${value}`);
    const others = [`/actor/${value}`, `/pair/${value}/${value}`, `/story/${value}`, `/happening/${value}`, `/series/${value}`, `/report/${value}`, `/datum/${value}`,
      `/codebook/${value}`, `/codebook/rule/${value}`, `/actors?q=${value}`, `/figures?q=${value}`, `/stories?q=${value}`, `/sources?source=${value}`,
      `/map?q=${value}`, `/map?box=${value}`, `/review?rule=${value}`, `/review/marks?reader=${value}`, `/review/reports?tag=${value}`, `/settings?theme=${value}&back=${value}`, `/${value}`];
    for (const path of [...asked, ...others]) wrong.push(...(await dangers(phone, path)));
  }
  assert.deepEqual(wrong, []);
  await phone.page.goto(`/search?as=events&actor=${encodeURIComponent(PICTURE)}`);
  assert.ok((await phone.page.locator('.asked').innerText()).includes(PICTURE));
  await phone.context.close();
});

test('what is tried is no more than words', async () => {
  const seen = await reader(browser, site.address);
  await seen.page.goto('/try');
  await seen.page.locator('#try-date').fill('2024-06-01');
  await seen.page.locator('#try-title').fill(SCRIPT);
  await seen.page.locator('#try-source').fill(PICTURE);
  await seen.page.locator('#try-text').fill(reports[0].text);
  await seen.page.locator('form.try button').click();
  await seen.page.waitForLoadState();
  assert.deepEqual([...(await unsafe(seen.page)), ...seen.noted()], []);
  assert.ok((await seen.page.locator('main').innerText()).includes('<img src=x'));
  await seen.context.close();
});

test('names of readers, notes and tags are no more than words', async () => {
  const phone = await reader(browser, site.address, { viewport: PHONE });
  const { page, noted } = phone;
  await page.goto('/report/many');
  const card = page.locator('article.datum.is-event').first();
  await card.locator('.noting > summary').click();
  await card.locator('[name=note]').fill(SCRIPT);
  await card.locator('button.wrong').click();
  await page.locator('#reader').fill(`${PICTURE} رودولف`);
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('.datum-marks').first().waitFor();
  const marks = await page.locator('.datum-marks').first().textContent();
  assert.ok(marks.includes(PICTURE) && marks.includes('<script>'), marks);
  await page.locator('#tag').fill(QUOTE.slice(0, 40));
  await page.getByRole('button', { name: 'add tag' }).click();
  await page.locator('.tagged').waitFor();
  const wrong = [...(await unsafe(page)), ...noted()];
  for (const path of ['/report/many', '/review', '/review/marks', '/review/precision', '/review/reports', '/search?as=events&mark=wrong', '/search?as=reports', `/search?tag=${encodeURIComponent(QUOTE.slice(0, 40))}`]) {
    wrong.push(...(await dangers(phone, path)));
  }
  assert.deepEqual(wrong, []);
  await phone.context.close();
});
