// Where the pages are, as the site's own links say.

const HREF = /<a\b[^>]*?\shref="([^"]*)"/g;
const plain = (text) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');

/** A page's source. */
export async function source(site, path) {
  const answer = await fetch(new URL(path, site.address));
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
}

/** Where the links of a source lead. */
export const hrefs = (text) => [...text.matchAll(HREF)].map(([, href]) => plain(href));

/** The first link of a page that looks so. */
async function link(site, path, looks) {
  const found = hrefs((await source(site, path)).text).find((href) => looks.test(href));
  if (!found) throw new Error(`${path} has no link like ${looks}`);
  return found.replace(/#.*/, '');
}

/** Every kind of page on the archive of the examples: its name, and one address. */
export async function everyKind(site) {
  const report = await link(site, '/search?q=camp&as=reports', /^\/report\//);
  const series = await link(site, '/figures', /^\/series\//);
  const story = await link(site, '/stories', /^\/story\//);
  const happening = await link(site, story, /^\/happening\//);
  const actor = await link(site, '/actors', /^\/actor\//);
  return {
    home: '/',
    report,
    'report in one voice': `${report}?voice=report`,
    'report with a correction': `${report}?correct=e1`,
    search: '/search',
    'search for events': '/search?as=events&q=zenda',
    'search for statements': '/search?as=statements&q=zenda',
    'search for figures': '/search?as=figures&q=zenda',
    'search for reports': '/search?as=reports&q=zenda',
    'search for nothing': '/search?q=nonesuchword',
    statements: '/statements',
    'statements of one': '/statements?speaker=UN',
    figures: '/figures',
    series,
    'series by a rule': `${series}?rule=majority`,
    stories: '/stories',
    story,
    happening,
    actors: '/actors',
    actor,
    pair: await link(site, actor, /^\/pair\//),
    map: '/map',
    'map of a part': await link(site, '/map', /^\/map\?.*box=/),
    codebook: '/codebook',
    'codebook page': await link(site, '/codebook', /^\/codebook\/events\//),
    'codebook table': await link(site, '/codebook', /^\/codebook\/actors\//),
    rule: await link(site, report, /^\/codebook\/rule\//),
    try: '/try',
    sources: '/sources',
    api: '/api',
    review: '/review',
    precision: '/review/precision',
    'marks of readers': '/review/marks',
    'reports of readers': '/review/reports',
  };
}

/** One address for all pages of a kind: ids made equal, and of the query the names. */
const shape = (url) => {
  const path = url.pathname.split('/').map((part, at) => (at > 1 && part.length > 0 ? '…' : part)).join('/');
  return `${path}?${[...url.searchParams.keys()].sort().join('&')}`;
};

/** Follows the site's links, so many of a shape, and gives those that lead nowhere, each with where it stands. */
export async function deadLinks(site, mostOfShape, most) {
  const waiting = [['/', 'the beginning']];
  const asked = new Map();
  const ids = new Map();
  const anchors = [];
  const dead = [];
  const shapes = new Map();
  while (waiting.length > 0 && asked.size < most) {
    const [path, from] = waiting.shift();
    const answer = await source(site, path);
    asked.set(path, answer.status);
    if (answer.status !== 200) dead.push(`${path} (${answer.status}) on ${from}`);
    if (!answer.type.startsWith('text/html')) continue;
    ids.set(path, new Set([...answer.text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => plain(id))));
    for (const href of hrefs(answer.text)) {
      const url = new URL(href, new URL(path, site.address));
      if (url.origin !== new URL(site.address).origin || url.pathname === '/settings') continue;
      const to = url.pathname + url.search;
      if (url.hash) anchors.push([to, decodeURIComponent(url.hash.slice(1)), path]);
      const of = shape(url);
      const seen = shapes.get(of) ?? new Set();
      if (seen.has(to) || seen.size >= mostOfShape) continue;
      shapes.set(of, seen.add(to));
      if (!asked.has(to)) waiting.push([to, path]);
    }
  }
  const lost = anchors.filter(([to, id]) => ids.has(to) && !ids.get(to).has(id));
  const told = new Set(lost.map(([to, id, from]) => `${to}#${id} is no place, on ${from}`));
  return { asked: asked.size, dead: [...dead, ...told] };
}
