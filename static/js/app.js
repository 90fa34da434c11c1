// Comfort on top of pages that work without it: copying, keys, whole rows, and what a screen reader hears after a swap.
"use strict";

const told = document.getElementById("told");
const arrived = document.getElementById("arrived");
let hiding = 0;

function say(region, words) {
  region.textContent = "";
  // A region that is emptied and filled in one step is not read again.
  requestAnimationFrame(() => { region.textContent = words; });
}

function tell(words, shown) {
  say(told, words);
  told.classList.toggle("shown", Boolean(shown));
  clearTimeout(hiding);
  if (shown) hiding = setTimeout(() => told.classList.remove("shown"), 4000);
}

async function copy(button) {
  // What is long stands on the page as well: then the button names that part, and has a short word for it.
  const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const value = from ? from.textContent.trim() : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    tell(`Not copied: the browser did not allow it. The text is ${from ? "on this page" : value}`, true);
    return;
  }
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
  tell(`Copied ${from ? button.dataset.copied : value}`, true);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu.contains(except)) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}

function followRow(event) {
  const row = event.target.closest(".rows tbody tr");
  const link = row?.querySelector("th[scope=row] a[href]");
  if (!link || event.target.closest("a, button, input, select, textarea, label, summary")) return;
  if (String(getSelection()) || event.shiftKey || event.altKey) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
}

// htmx would take a click that asks for a new tab or window, too: it spares modified clicks only on boosted links.
document.addEventListener("click", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (modified && event.target.closest("a[hx-get]")) event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  closeMenus(event.target);
  if (button) copy(button);
  else followRow(event);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});

// A table that fits needs no scroll region: its heading may then stick below the top bar, and Tab skips it.
const sizes = new ResizeObserver((entries) => {
  measure(new Set(entries.map(({ target }) => target.closest(".scroll") ?? target)));
});

// All are looked at before one is changed, or a page of many tables would be laid out anew for each.
function measure(regions) {
  const fits = (region) => region.querySelector("table").offsetWidth <= region.parentElement.clientWidth;
  for (const [region, fitting] of Array.from(regions, (region) => [region, fits(region)])) settle(region, fitting);
}

function settle(region, fits) {
  region.classList.toggle("fits", fits);
  region.dataset.name ??= region.getAttribute("aria-label");
  for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", region.dataset.name]]) {
    if (fits) region.removeAttribute(name);
    else region.setAttribute(name, value);
  }
}

function watch(root) {
  const regions = root.querySelectorAll(".scroll:has(table)");
  measure(regions);
  for (const region of regions) {
    sizes.observe(region);
    sizes.observe(region.querySelector("table"));
  }
}

watch(document);

// htmx puts a fragment in the place of the part with the same id.
let held = false;

function giveUp(part, words) {
  tell(words, true);
  const badge = part?.matches(".late") && part.querySelector(".badge");
  if (!badge) return;
  badge.className = "badge bad";
  badge.textContent = "Not loaded";
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  held = detail.target.contains(document.activeElement);
  // A whole page does not belong into a part of one: go there instead, such as to the sign-in. But a part that
  // fetched itself and failed takes nobody away from the page being read.
  if (!/^\s*<!doctype/i.test(detail.xhr.responseText)) return;
  detail.shouldSwap = false;
  const asked = detail.requestConfig.triggeringEvent?.isTrusted;
  if (asked || detail.xhr.status < 400) location.assign(detail.xhr.responseURL);
  else giveUp(detail.target, "A part of this page could not be loaded.");
});

document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  watch(target.parentElement ?? document);
  const words = target.dataset.told ?? target.querySelector("caption, h2, h3")?.textContent.trim() ?? "";
  const whole = target.matches(".failed") ? `${words}: not loaded` : words || "Loaded";
  // What came by itself does not talk over the answer to what the person did.
  if (detail.requestConfig?.triggeringEvent?.isTrusted) tell(whole, false);
  // Nor is it said again as long as it is the same, as of a part that asks every other second.
  else if (arrived.textContent !== whole) say(arrived, whole);
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!target.id) return;
  if (target.matches(".listing") && target.getBoundingClientRect().top < 0) target.scrollIntoView();
  // htmx keeps the focus on the control that was pressed; where that is gone, the new part takes it.
  if (!held || document.activeElement !== document.body) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    giveUp(detail.target, "The dashboard did not answer. Check the connection and try again.");
  });
}
