// Keys: whatever on the page has a data-key is pressed by it. None works while typing or with a modifier.
"use strict";

const keySheet = document.getElementById("keys");
const keySwitch = document.getElementById("keys-on");
const KEYS_SETTING = "single-keys";

function keysAreOn() {
  try {
    return localStorage.getItem(KEYS_SETTING) !== "off";
  } catch {
    return true; // a browser that keeps nothing cannot have them switched off
  }
}

function showWhetherKeysAreOn() {
  document.documentElement.classList.toggle("keys-off", !keysAreOn());
  keySwitch.checked = keysAreOn();
}

const keysOf = (element) => element.dataset.key.split(" ");

function* pressable() {
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.checkVisibility() && !element.closest("[inert]")) yield element;
  }
}

function listKeys() {
  const rows = [];
  for (const element of pressable()) {
    const row = document.createElement("div");
    const keys = document.createElement("dt");
    for (const key of keysOf(element)) {
      const shown = document.createElement("kbd");
      shown.textContent = key;
      keys.append(shown, " ");
    }
    const words = document.createElement("dd");
    words.textContent = element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.textContent.trim();
    row.append(keys, words);
    rows.push(row);
  }
  const here = document.getElementById("keys-here");
  here.replaceChildren(...rows);
  here.hidden = !rows.length;
}

function openKeySheet() {
  listKeys();
  keySheet.showModal();
}

function focusLookup(event) {
  const box = document.getElementById("lookup");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

const isTyping = (target) => Boolean(target.closest?.("input, textarea, select, [contenteditable]"));

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === "k") {
    focusLookup(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target) || !keysAreOn()) return;
  if (key === "/") focusLookup(event);
  else if (key === "?") openKeySheet();
  else if (!event.shiftKey && key.length === 1) press(key.toLowerCase());
});

function press(key) {
  for (const element of pressable()) {
    if (!keysOf(element).includes(key)) continue;
    element.click();
    return;
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=keys]")) openKeySheet();
});

if (keySwitch) {
  keySwitch.addEventListener("change", () => {
    try {
      localStorage.setItem(KEYS_SETTING, keySwitch.checked ? "on" : "off");
    } catch {
      keySwitch.checked = true;
    }
    showWhetherKeysAreOn();
  });
  addEventListener("storage", showWhetherKeysAreOn);
  showWhetherKeysAreOn();
}
