// Search: fields left empty stay out of the address; on a small screen what narrows is folded in.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form.ask")) return;
  const empty = [...form.elements].filter((field) => field.name && field.value === "");
  for (const field of empty) field.disabled = true;
  // Back from the answer, the fields are there again.
  window.addEventListener("pageshow", () => { for (const field of empty) field.disabled = false; }, { once: true });
});

document.addEventListener("DOMContentLoaded", () => {
  if (!window.matchMedia("(max-width: 60rem)").matches) return;
  for (const facet of document.querySelectorAll("details.facet")) facet.open = false;
});
