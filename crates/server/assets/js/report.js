
// The report: pointing at words lights what was read in them, and the other way round; keys for readers and reviewers.
(() => {
  const text = document.getElementById("text");
  const record = document.querySelector(".report-record");
  if (!text || !record) return;
  const runs = new Map();
  for (const run of text.querySelectorAll("[data-of]")) {
    for (const id of run.dataset.of.split(" ")) {
      if (!runs.has(id)) runs.set(id, []);
      runs.get(id).push(run);
    }
  }
  const cards = [...record.querySelectorAll("article.datum")];

  // Lights.
  let lit = [];
  const light = (ids) => {
    for (const one of lit) one.classList.remove("lit-up");
    lit = ids.flatMap((id) => {
      const card = /^m\d/.test(id) ? null : document.getElementById(id);
      return [...(runs.get(id) || []), ...(card ? [card] : [])];
    });
    for (const one of lit) one.classList.add("lit-up");
  };
  const ofRun = (at) => at instanceof Element && at.closest("[data-of]");
  const over = (event) => {
    const at = ofRun(event.target);
    if (at) light(at.dataset.of.split(" ").slice(0, at.closest("#text") ? 4 : 1));
  };
  for (const part of [text, record]) {
    part.addEventListener("mouseover", over);
    part.addEventListener("focusin", over);
    part.addEventListener("mouseleave", () => light([]));
  }

  // The mention from which `n` and `p` go on.
  let mentioned = null;

  // Words of a statement lead to it, too; unless someone marks text.
  text.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a.run");
    if (link) mentioned = link.dataset.of.split(" ").find((one) => /^m\d/.test(one)) || mentioned;
    const run = event.target instanceof Element && event.target.closest("span[data-of]");
    if (!run || String(getSelection())) return;
    const id = run.dataset.of.split(" ").find((one) => !/^m\d/.test(one) && document.getElementById(one));
    if (id) location.hash = id;
  });

  // An anchor of a part that is not here, and one inside a closed list.
  const arrive = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* It encodes nothing. */ }
    const there = id && document.getElementById(id);
    const plain = id.replace(/^t-/, "");
    const asked = new URLSearchParams(location.search);
    if (/^m\d+$/.test(id)) mentioned = id;
    if (there) {
      for (let up = there.closest("details:not([open])"); up; up = up.parentElement.closest("details:not([open])")) up.open = true;
      there.scrollIntoView({ block: /^(t-|m\d)/.test(id) ? "center" : "nearest" });
      light([plain]);
    } else if (/^[sefmtp]\d+$/.test(plain) && document.querySelector(".report-parts") && asked.get("at") !== plain) {
      asked.delete("part");
      asked.set("at", plain);
      location.replace(`${location.pathname}?${asked}#${id}`);
    }
  };
  addEventListener("hashchange", arrive);
  if (location.hash) arrive();

  // A switch comes back to where the reader was.
  const kept = "sayso-at";
  for (const link of document.querySelectorAll(".mark-switch, .voice-of")) {
    link.addEventListener("click", () => sessionStorage.setItem(kept, JSON.stringify([location.pathname, scrollY, record.scrollTop])));
  }
  try {
    const [path, down, beside] = JSON.parse(sessionStorage.getItem(kept)) || [];
    sessionStorage.removeItem(kept);
    if (path === location.pathname) { scrollTo({ top: down, behavior: "instant" }); record.scrollTop = beside; }
  } catch { /* Nothing was kept. */ }

  // What was not changed in a correction is not sent.
  for (const form of document.querySelectorAll("form.datum-correction")) {
    form.addEventListener("submit", () => {
      for (const was of form.querySelectorAll("input[name^='was_']")) {
        const now = form.elements[was.name.replace(/^was_/, "correction_")];
        if (now && now.value === was.value) now.disabled = true;
      }
    });
  }

  // A citation is copied whole, with this server's address.
  for (const citation of document.querySelectorAll(".citation")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const path = citation.dataset.permalink;
      try {
        await navigator.clipboard.writeText(citation.textContent.replace(path, location.origin + path));
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(citation);
        button.textContent = "Marked: press Ctrl+C";
      }
    });
    citation.after(button);
  }

  // Keys: j and k from card to card, y right, x wrong, c correct; n and p from mention to mention of an actor.
  const at = () => cards.indexOf(document.activeElement?.closest?.("article.datum"));
  const go = (to) => {
    const card = cards[to];
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    light([card.id]);
    const run = (runs.get(card.id) || [])[0];
    if (run) run.scrollIntoView({ block: "center" });
  };
  const press = (what) => {
    const card = cards[at()];
    const button = card && card.querySelector(what);
    if (button) button.click();
  };
  const hop = (which) => {
    const here = mentioned && document.getElementById(mentioned);
    const hops = here && here.nextElementSibling;
    const link = hops && hops.matches(".hops") && hops.querySelector(which);
    if (link) link.click();
  };
  const hint = document.createElement("p");
  hint.className = "keys soft small";
  hint.textContent = "Keys: j k card · y right · x wrong · c correct · n p mention of an actor";
  record.append(hint);
  const keys = {
    j: () => go(at() + 1), k: () => go(Math.max(at(), 1) - 1),
    y: () => press("button.right"), x: () => press("button.wrong"), c: () => press("a.correct"),
    n: () => hop(".hop-behind"), p: () => hop(".hop-before"),
  };
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    const typing = on instanceof HTMLElement && (on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName));
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
