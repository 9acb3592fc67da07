// Takes the pictures of the README and the book, of the archive of the examples, so that they stay the same:
//
//     SAYSO=target/release/sayso node tests/browser/pictures.mjs [FOLDER]
//
// into docs/img, else into the folder. Needs what the tests need.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { hrefs, source } from './addresses.mjs';
import { PHONE, WIDE, launched, reader } from './browser.mjs';
import { examples, root, served } from './served.mjs';

/** No picture is larger, so that the repository stays small. */
const MOST_BYTES = 250_000;

const link = async (site, path, looks) => {
  const to = hrefs((await source(site, path)).text).find((href) => looks.test(href));
  if (!to) throw new Error(`${path} has no link like ${looks}`);
  return to;
};

/** The pictures: name, page, and how it is looked at. */
async function pictures(site) {
  const report = (await link(site, '/search?as=reports&q=artillery+craters', /^\/report\//)).replace(/#.*/, '');
  const story = await link(site, '/stories', /^\/story\//);
  const disputed = JSON.parse((await source(site, '/figures.json?dispute=yes')).text);
  const series = disputed.series?.[0]?.id ? `/series/${encodeURIComponent(disputed.series[0].id)}` : await link(site, '/figures', /^\/series\//);
  const happening = await link(site, story, /^\/happening\//);
  return [
    ['home', '/', {}],
    ['report', report, {}],
    ['report-dark', report, { colorScheme: 'dark' }],
    ['report-phone', report, { viewport: PHONE }],
    ['search', '/search?as=events&q=zenda', {}],
    ['series', series, {}],
    ['story', story, {}],
    ['happening', happening, {}],
    ['actor', '/actor/RUS', {}],
    ['map', '/map', {}],
    ['review', '/review', {}],
  ];
}

const folder = process.argv[2] ?? join(root, 'docs', 'img');
mkdirSync(folder, { recursive: true });
const site = await served(examples());
const browser = await launched();
for (const [name, path, options] of await pictures(site)) {
  const { context, page, noted } = await reader(browser, site.address, { viewport: { ...WIDE, height: 960 }, ...options });
  await page.goto(path);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = statSync(file);
  const faults = [...noted(), ...(size > MOST_BYTES ? [`${size} bytes are too many`] : [])];
  console.log(`${name} ${path} ${size} bytes ${faults.join('; ')}`);
  if (faults.length > 0) process.exitCode = 1;
  await context.close();
}
await browser.close();
await site.close();
