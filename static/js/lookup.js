// The lookup box: what it finds as one types, in a list below it. Without this file Enter does it all.
"use strict";

const lookup = document.getElementById("lookup");
const results = document.getElementById("lookup-results");
const SHORTEST_LOOKUP = 3;

const stops = () => [lookup, ...results.querySelectorAll("a, button")];

function closeResults() {
  htmx.trigger(lookup, "htmx:abort");
  results.hidden = true;
  results.replaceChildren();
}

function moveBy(step, event) {
  const all = stops();
  const at = all.indexOf(document.activeElement) + step;
  if (results.hidden || !all[at]) return;
  event.preventDefault();
  all[at].focus();
}

function watchLookup() {
  const box = lookup.closest("search");

  // Too little to look up ends what is under way, and coming back to a text that was looked up asks nothing. An empty
  // box offers what the person looked up before.
  lookup.addEventListener("htmx:confirm", (event) => {
    const text = lookup.value.trim();
    const typed = event.detail.triggeringEvent?.type !== "focus";
    if (text ? typed && text.length >= SHORTEST_LOOKUP : document.activeElement === lookup) return;
    event.preventDefault();
    if (typed) closeResults();
  });

  // What other parts of a page do about an answer is not for the list: it neither leads away nor is it "loaded".
  for (const name of ["htmx:beforeSwap", "htmx:afterSwap"]) {
    results.addEventListener(name, (event) => event.stopPropagation());
  }

  results.addEventListener("htmx:beforeSwap", ({ detail }) => {
    // An answer that comes when the person has gone on, or that is no list, is not shown.
    if (detail.xhr.status === 200 && box.contains(document.activeElement)) return;
    detail.shouldSwap = false;
    if (detail.xhr.status !== 200) tell("Nothing could be looked up while typing. Press Enter to try.", true);
  });

  results.addEventListener("htmx:afterSwap", () => {
    const told = results.querySelector("[data-told]");
    results.hidden = results.children.length < 2;
    tell(results.hidden ? "" : told.textContent.trim(), false);
  });

  lookup.form.addEventListener("submit", closeResults);
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) closeResults();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!box.contains(target)) closeResults();
  });
  addEventListener("pagehide", closeResults);

  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") moveBy(1, event);
    else if (event.key === "ArrowUp") moveBy(-1, event);
    else if (event.key === "Escape" && !results.hidden) {
      event.preventDefault();
      lookup.focus();
      closeResults();
    }
  });
}

if (lookup) watchLookup();
