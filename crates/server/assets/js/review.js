// Review: keys for the one datum that is shown. y right, x wrong, c correct, s skip.
"use strict";

(() => {
  const datum = document.querySelector(".one");
  if (!datum) return;
  const keys = { y: "button.right", x: "button.wrong", c: "a.correct", s: "a.skip-it" };
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    const typing = on instanceof HTMLElement && (on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName));
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    const button = datum.querySelector(keys[event.key]);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  // A datum is marked once, however fast someone presses.
  const form = datum.querySelector("form.verdicts");
  if (form) {
    let sent = false;
    form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
    addEventListener("pageshow", () => { sent = false; });
  }
})();
