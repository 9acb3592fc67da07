// An archive of the examples, of hostile reports, of one report or of none, made anew by `sayso`, and the site over it.
// SAYSO is the program (else target/debug/sayso), SAYSO_MODEL its language model.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.SAYSO ?? join(root, 'target', 'debug', 'sayso');

const texts = (folder) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.txt')).sort().map((name) => join(root, folder, name));

/** The reports under examples/. */
export const examples = () => [...texts('examples'), ...texts('examples/stories')];

/** Runs `sayso` and gives what it prints. */
export const sayso = (...given) => execFileSync(program, given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Serves an archive of these files, or of these reports as objects, its stories made; `close` ends and removes it. */
export async function served(reports) {
  const folder = mkdtempSync(join(tmpdir(), 'sayso-browser-'));
  const archive = join(folder, 'news.sayso');
  const lines = join(folder, 'reports.jsonl');
  const objects = reports.filter((report) => typeof report !== 'string');
  writeFileSync(lines, objects.map((report) => `${JSON.stringify(report)}\n`).join(''));
  const files = reports.filter((report) => typeof report === 'string');
  try {
    sayso('ingest', archive, ...files, ...(objects.length > 0 || reports.length === 0 ? [lines] : []));
  } catch (error) {
    // Of nothing an archive without reports is made, and that nothing was read is told as a failure.
    if (reports.length > 0) throw error;
  }
  sayso('stories', archive);
  const { address, stop } = await listening(archive);
  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, archive, folder, close };
}

/** Starts `sayso serve` at a free port and waits until it says where. */
export async function listening(archive) {
  const child = spawn(program, ['serve', archive, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', done));
  const said = [];
  const address = await new Promise((found, failed) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const at = /is at (http:\/\/\S+)/.exec(line);
      if (at) found(at[1].replace(/\/$/, ''));
    });
    child.once('exit', () => failed(new Error(`sayso serve ended:\n${said.join('\n')}`)));
  });
  const stop = async () => {
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  };
  return { address, stop };
}
