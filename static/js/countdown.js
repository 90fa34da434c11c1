// What is to be waited for is told second by second; without this it stays what it was when the page was made.
setInterval(() => {
  for (const part of document.querySelectorAll("[data-seconds]")) {
    const left = Math.max(Number(part.dataset.seconds) - 1, 0);
    part.dataset.seconds = left;
    part.textContent = left;
  }
}, 1000);
