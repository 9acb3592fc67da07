// What readers do, from page to page. What has to work without JavaScript is walked with and without it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { hrefs, source } from './addresses.mjs';
import { inaccessible, launched, reader } from './browser.mjs';
import { examples, served } from './served.mjs';

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([served(examples()), launched()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Walks a way as a reader of its own, who must meet no fault. */
function journey(name, walk, options = {}) {
  test(name, async () => {
    const { context, page, noted } = await reader(browser, site.address, options);
    try {
      await walk(page);
      assert.deepEqual(noted(), []);
    } finally {
      await context.close();
    }
  });
}

/** The same with and without JavaScript. */
function journeys(name, walk) {
  journey(name, (page) => walk(page, true));
  journey(`${name}, without JavaScript`, (page) => walk(page, false), { javaScriptEnabled: false });
}

const json = async (path) => {
  const { status, text } = await source(site, path);
  assert.equal(status, 200, path);
  return JSON.parse(text);
};
const number = (text) => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', '') ?? Number.NaN);
const found = async (page) => number(await page.locator('#found strong').innerText());
const one = (looks) => (url) => looks.test(url.href);

/** The newest report with these words, as the search finds it. */
async function reportAbout(words) {
  const { text } = await source(site, `/search?as=reports&q=${encodeURIComponent(words)}`);
  const href = hrefs(text).find((to) => to.startsWith('/report/'));
  assert.ok(href, `no report about ${words}`);
  return href.replace(/#.*/, '');
}

/** That the words of a datum are lit in the text of the report that is open. */
async function isLit(page, id) {
  const run = page.locator(`#text [data-of~="${id}"]`).first();
  await run.waitFor();
  const ground = await run.evaluate((words) => getComputedStyle(words).backgroundColor);
  assert.doesNotMatch(ground, /rgba\(0, 0, 0, 0\)|transparent/, `the words of ${id} are lit`);
}

journeys('from a search over a facet to the sentence', async (page, hasScript) => {
  await page.goto('/');
  await page.locator('#find').fill('zenda');
  await page.locator('#find').press('Enter');
  await page.waitForURL(one(/\/search\?q=zenda/));
  await page.getByRole('navigation', { name: 'Show as' }).getByRole('link', { name: 'Events' }).click();
  const all = await found(page);
  const value = page.locator('[data-facet=type] li').first();
  const promised = number(await value.locator('.count').innerText());
  await value.getByRole('link').click();
  await page.waitForURL(one(/type=/));
  assert.equal(await found(page), promised);
  await page.locator('[data-filter=type]').click();
  await page.waitForURL(one(/\/search\?(?!.*type=)/));
  assert.equal(await found(page), all);

  const hit = page.locator('.hits > li').first();
  const words = (await hit.locator('.said').textContent()).replaceAll('…', '').trim();
  await hit.locator('a.to-report').click();
  await page.waitForURL(one(/\/report\/.*#[esf]\d+/));
  const id = new URL(page.url()).hash.slice(1);
  assert.ok((await page.locator('#text').textContent()).replace(/\s+/g, ' ').includes(words), words);
  assert.ok(await page.locator(`#${id}`).evaluate((card) => card.matches(':target')));
  if (!hasScript) await page.locator(`#${id} .way-in-text`).click();
  await isLit(page, id);
});

journeys('a figure from the chart of its series to its sentence', async (page, hasScript) => {
  await page.goto('/figures');
  await page.locator('main a[href^="/series/"]').first().click();
  await page.waitForURL(one(/\/series\//));
  const marks = page.locator('svg a[href^="/datum/"], svg a[href^="/report/"]');
  assert.ok((await marks.count()) > 0, 'the chart has marks');
  await marks.first().dispatchEvent('click');
  await page.waitForURL(one(/\/report\/.*#f\d+/));
  const id = new URL(page.url()).hash.slice(1);
  if (!hasScript) await page.locator(`#${id} .way-in-text`).click();
  await isLit(page, id);
});

journeys('marks are put off and on, from report to report', async (page) => {
  const cues = () => page.locator('#text [class*="-cue"]').count();
  const [first, second] = [await reportAbout('grain'), await reportAbout('camp david')];
  await page.goto(first);
  assert.ok((await cues()) > 0);
  await page.locator('.mark-switch-statement').click();
  await page.waitForURL(one(new RegExp(first)));
  assert.equal(await cues(), 0);
  await page.goto(second);
  assert.equal(await cues(), 0);
  assert.equal(await page.locator('.mark-switch-statement').getAttribute('aria-checked'), 'false');
  await page.locator('.mark-switch-statement').click();
  await page.waitForURL(one(new RegExp(second)));
  assert.ok((await cues()) > 0);
});

journeys('from an actor to its first mention and on to the next', async (page, hasScript) => {
  const path = await reportAbout('camp david');
  const { record } = await json(`${path}.json`);
  const count = (actor) => record.mentions.filter((mention) => mention.actor === actor.id).length;
  const often = record.actors.find((actor) => count(actor) > 2);
  const who = () => record.mentions[Number(/m(\d+)$/.exec(page.url())[1])].actor;
  await page.goto(path);
  await page.locator('#actors > summary').click();
  await page.locator(`#${often.id} a.first`).click();
  await page.waitForURL(one(/#m\d+$/));
  const first = page.url();
  assert.equal(who(), often.id);
  if (hasScript) {
    await page.locator('#text .lit-up').first().waitFor();
    await page.keyboard.press('n');
  } else await page.locator('.text-at:target + .hops .hop-behind').click();
  await page.waitForURL((url) => url.href !== first);
  assert.equal(who(), often.id);
  await page.locator('.text-at:target + .hops .hop-before').click();
  await page.waitForURL(first);
});

journeys("the report's voice and a speaker's", async (page) => {
  await page.goto(await reportAbout('grain'));
  await page.getByRole('link', { name: 'The report’s own voice' }).click();
  await page.waitForURL(one(/voice=report/));
  assert.ok((await page.locator('#text .dimmed').count()) > 0);
  assert.ok((await page.locator('article.datum.dimmed').count()) > 0);
  assert.equal(await page.locator('article.datum.reported.dimmed').count(), 0);
  await page.locator('.voice-of').last().click();
  await page.waitForURL(one(/voice=s/));
  assert.ok((await page.locator('article.datum:not(.dimmed)').count()) > 0);
});

journeys('the theme is kept', async (page) => {
  await page.goto('/stories');
  await page.locator('.themes').getByRole('link', { name: 'dark' }).click();
  await page.waitForURL(one(/\/stories$/));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.goto('/figures');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(await ground(), dark);
  await page.locator('.themes').getByRole('link', { name: 'as the system' }).click();
  await page.waitForURL(one(/\/figures$/));
  assert.notEqual(await ground(), dark);
});

journeys('a text is tried and not kept', async (page, hasScript) => {
  const before_ = (await json('/search.json?as=reports')).totals.reports;
  await page.goto('/try');
  await page.locator('#try-date').fill('1894-06-04');
  await page.locator('#try-text').fill('Ruritanian troops attacked Freedonia on Monday. “We had no choice,” Ruritanian President Rudolf Elphberg said. At least 12 people were killed.');
  await page.locator('form.try button').click();
  const text = await page.locator('main').innerText();
  for (const words of [/attacked/, /We had no choice/, /12/]) assert.match(text, words);
  if (hasScript) assert.deepEqual(await inaccessible(page), []);
  assert.equal((await json('/search.json?as=reports')).totals.reports, before_);
});

journeys('a datum is marked right, counted, found and taken back', async (page, hasScript) => {
  const name = hasScript ? 'Antonia' : 'Flavia';
  const path = await reportAbout('grain');
  const twin = async () => JSON.stringify((await json(`${path}.json`)).record);
  const marked = async () => (await json('/search.json?as=events&mark=right')).totals.data;
  const [before_, none] = [await twin(), await marked()];
  await page.goto(path);
  const card = page.locator('article.datum.is-event').first();
  const id = await card.getAttribute('id');
  const { rule } = JSON.parse(before_).events.find((event) => event.id === id);
  await card.locator('button.right').click();
  await page.locator('#reader').fill(name);
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(one(new RegExp(`${path}.*#${id}$`)));
  assert.match(await page.locator(`#${id} .datum-marks`).textContent(), new RegExp(`right ${name}`));
  assert.equal(await twin(), before_, 'the record is as it was');

  assert.equal(await marked(), none + 1);
  await page.goto('/review/precision');
  assert.match(await page.locator('main').innerText(), new RegExp(rule.replaceAll('.', '\\.')));
  await page.goto('/search?as=events&mark=right');
  assert.equal(await found(page), none + 1);
  await page.goto('/review/marks');
  assert.match(await page.locator('main').innerText(), new RegExp(name));

  await page.goto(path);
  await page.locator(`#${id} button.withdrawn`).click();
  await page.waitForURL(one(new RegExp(`${path}.*#${id}$`)));
  assert.equal(await page.locator(`#${id} .datum-marks`).count(), 0);
  assert.equal(await marked(), none);
});

journeys('a datum is put right, and its record is as it was', async (page, hasScript) => {
  const path = await reportAbout('camp david');
  const twin = async () => JSON.stringify((await json(`${path}.json`)).record);
  const before_ = await twin();
  await page.goto(path);
  const card = page.locator('article.datum.is-event').nth(hasScript ? 0 : 1);
  const id = await card.getAttribute('id');
  await card.locator('a.correct').click();
  await page.waitForURL(one(/correct=/));
  const form = page.locator(`#${id} form.datum-correction`);
  const status = form.locator('[name=correction_status]');
  await status.selectOption((await status.inputValue()) === 'negated' ? 'happened' : 'negated');
  await form.locator('[name=note]').fill('it did not come to it');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.locator('#reader').fill('Antonia');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(one(new RegExp(`${path}.*#${id}$`)));
  const marks = await page.locator(`#${id} .datum-marks`).textContent();
  for (const words of [/corrected/, /Antonia/, /it did not come to it/]) assert.match(marks, words);
  assert.equal(await twin(), before_);
});

journeys('a report is starred, tagged and found by it', async (page, hasScript) => {
  const tag = hasScript ? 'grain deal' : 'istanbul';
  await page.goto(await reportAbout('grain'));
  await page.locator('.on-report button.star').click();
  await page.locator('#reader').fill('Antonia');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('.on-report button.star', { hasText: 'starred' }).waitFor();
  await page.locator('#tag').fill(tag);
  await page.getByRole('button', { name: 'add tag' }).click();
  await page.locator('.tagged', { hasText: tag }).waitFor();
  await page.goto(`/search?as=reports&starred=yes&tag=${encodeURIComponent(tag)}`);
  assert.equal(await found(page), 1);
  await page.goto('/review/reports');
  assert.match(await page.locator('main').innerText(), new RegExp(tag));
  await page.goto(await reportAbout('grain'));
  await page.locator('.tagged', { hasText: tag }).getByRole('button').click();
  await page.locator('.tagged', { hasText: tag }).waitFor({ state: 'detached' });
  await page.locator('.on-report button.star').click();
  await page.locator('.on-report button.star', { hasText: '☆' }).waitFor();
});

test('what a chart or a list counts is what its link finds', async () => {
  const actor = '/actor/RUS';
  const wrong = [];
  let looked = 0;
  const agrees = async (href, said, noun, where) => {
    const { totals } = await json(href.replace(/^\/(search|statements)(\?|$)/, '/$1.json$2'));
    const finds = noun.startsWith('report') ? totals.reports : totals.data;
    looked += 1;
    if (finds !== said) wrong.push(`${where}: ${href} is said to have ${said} ${noun}s and has ${finds}`);
  };
  const { context, page, noted } = await reader(browser, site.address);
  for (const path of ['/', '/search', '/search?as=events', '/search?as=statements&q=zenda', '/search?as=figures', '/statements', actor, '/map', '/sources']) {
    await page.goto(path);
    const bars = await page.evaluate(() =>
      [...document.querySelectorAll('svg a[href^="/search"], svg a[href^="/statements"]')].map((bar) => [bar.getAttribute('href'), bar.querySelector('title')?.textContent ?? bar.getAttribute('aria-label')]));
    for (const [href, title] of bars) {
      const [, said, noun] = /(\d[\d,]*) (report|event|statement|figure)s?\b/.exec(title) ?? [];
      if (!said) wrong.push(`${path}: ${title} has no count`);
      else await agrees(href, number(said), noun, path);
    }
    const facets = await page.evaluate(() =>
      [...document.querySelectorAll('.facet li')].map((value) => [value.querySelector('a').getAttribute('href'), value.querySelector('.count').title]));
    for (const [href, title] of facets.filter(([, title]) => title)) {
      const [, said, noun] = /(\d[\d,]*) (\w+?)s? in/.exec(title) ?? /(\d[\d,]*) (\w+?)s?$/.exec(title);
      await agrees(href, number(said), noun, path);
    }
  }
  await context.close();
  assert.deepEqual(wrong, []);
  assert.ok(looked > 60, `only ${looked} were looked at`);
  assert.deepEqual(noted(), []);
});

journey('by the keyboard alone', async (page) => {
  const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
  await page.goto('/');
  await page.keyboard.press('Tab');
  assert.equal(await at(), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await at(), 'main');
  await page.keyboard.press('/');
  assert.equal(await at(), 'find');
  await page.keyboard.type('grain/j');
  assert.equal(await page.locator('#find').inputValue(), 'grain/j');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await page.waitForURL(one(/\/search\?q=grain$/));

  await page.goto(await reportAbout('grain'));
  const cards = await page.locator('article.datum').evaluateAll((all) => all.map((card) => card.id));
  await page.keyboard.press('j');
  assert.equal(await at(), cards[0]);
  await page.keyboard.press('j');
  assert.equal(await at(), cards[1]);
  await isLit(page, cards[1]);
  await page.keyboard.press('k');
  assert.equal(await at(), cards[0]);
  await page.keyboard.press('y');
  await page.locator('#reader').waitFor();
  await page.keyboard.press('Tab');
});

journey('focus is always seen, and goes through the page', async (page) => {
  for (const path of ['/', '/search?as=events&q=zenda']) {
    await page.goto(path);
    const unseen = [];
    let steps = 0;
    for (; steps < 300; steps += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === document.body) return null;
        const style = getComputedStyle(at);
        return [at.outerHTML.slice(0, 80), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0];
      });
      if (!here) break;
      if (!here[1]) unseen.push(here[0]);
    }
    assert.deepEqual(unseen, [], path);
    assert.ok(steps > 10 && steps < 300, `${steps} stops on ${path}`);
  }
});

journey('on paper there is the text and no menu', async (page) => {
  for (const path of [await reportAbout('grain'), '/search?q=zenda', '/stories']) {
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.top, .foot, .skip, form, .mark-switches button').filter({ visible: true }).count(), 0, path);
    assert.ok(await page.locator('h1').isVisible());
    await page.emulateMedia({ media: null });
  }
});
