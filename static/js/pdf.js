// Stands before a PDF in a frame and runs at once: where the browser shows no PDF inside a page, the frame is never filled.
"use strict";

const kind = navigator.pdfViewerEnabled;
if (kind !== undefined) document.documentElement.classList.add(kind ? "shows-pdf" : "shows-no-pdf");

if (kind === false) {
  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".pdf > iframe")) frame.remove();
  });
}
