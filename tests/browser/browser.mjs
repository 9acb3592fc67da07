// The browser that the tests look with. A page of it notes what must never happen: a request to another host, an
// error or a broken policy on the console, an exception, a dialog.
// CHROMIUM is the program; SAYSO_BROWSER_MODULES is a folder with node_modules, else it is this one.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = createRequire(join(process.env.SAYSO_BROWSER_MODULES ?? here, 'package.json'));
const { chromium } = modules('playwright-core');
const axe = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8');

/** Widths that pages are looked at in. */
export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Starts Chromium with a new profile that Playwright removes. */
export const launched = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });

/** A reader: a context with cookies of its own, and one page in it that notes faults. */
export async function reader(browser, address, options = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults = [];
  const host = new URL(address).host;
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host && url.protocol !== 'data:') faults.push(`asks ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`throws: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  /** What was noted since the last time. */
  const noted = () => faults.splice(0).map((fault) => `${new URL(page.url()).pathname}: ${fault}`);
  return { context, page, noted };
}

/** What axe-core finds on the page that is serious or critical, a line each. */
export async function inaccessible(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 4).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
}

/** By how many pixels the page is wider than its window, and what sticks out. */
export const overflow = (page) =>
  page.evaluate(() => {
    const over = document.scrollingElement.scrollWidth - window.innerWidth;
    if (over <= 0) return null;
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1);
    return `${over} px: ${out.slice(0, 5).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}`).join(' ')}`;
  });

/** Every piece of text under main, in order. */
export const pieces = (page) =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
      const text = walk.currentNode.nodeValue.replace(/\s+/g, ' ').trim();
      if (text) found.push(text);
    }
    return found;
  });
