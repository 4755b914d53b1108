/* The matrix by the arrow keys. Without this every cell's link is reached by Tab, and the arrow keys scroll. */
(() => {
  "use strict";
  const box = document.querySelector("[data-matrix]");
  const table = box && box.querySelector("table");
  if (!table) return;

  const target = (cell) => cell && (cell.querySelector("a") || cell);
  const links = [...table.querySelectorAll("a")];
  let current = null;

  // One stop in the order of the Tab key for the whole table, instead of thousands.
  const stopAt = (element) => {
    if (current) current.tabIndex = -1;
    current = element;
    element.tabIndex = 0;
  };
  links.forEach((link) => { link.tabIndex = -1; });
  if (links.length) stopAt(links[0]);

  const move = (cell, key, whole) => {
    const row = cell.parentElement;
    const rows = table.rows;
    const at = cell.cellIndex;
    switch (key) {
      case "ArrowRight": return row.cells[at + 1];
      case "ArrowLeft": return row.cells[at - 1];
      case "ArrowDown": return rows[row.rowIndex + 1] && rows[row.rowIndex + 1].cells[at];
      case "ArrowUp": return rows[row.rowIndex - 1] && rows[row.rowIndex - 1].cells[at];
      case "Home": return whole ? rows[1].cells[0] : row.cells[0];
      case "End": return whole ? rows[rows.length - 1].cells[row.cells.length - 1] : row.cells[row.cells.length - 1];
      default: return undefined;
    }
  };

  // What has the focus must not lie under the heads that stay.
  const uncover = (cell) => {
    const head = table.tHead.getBoundingClientRect();
    const side = table.rows[1].cells[0].getBoundingClientRect();
    const place = cell.getBoundingClientRect();
    if (cell.parentElement.parentElement !== table.tHead && place.top < head.bottom) box.scrollTop -= head.bottom - place.top;
    if (cell.cellIndex > 0 && place.left < side.right) box.scrollLeft -= side.right - place.left;
  };

  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const cell = event.target.closest("td, th");
    const next = cell && move(cell, event.key, event.ctrlKey);
    if (next === undefined || next === null) return;
    event.preventDefault();
    const element = target(next);
    stopAt(element);
    element.focus();
    uncover(next);
  });
  table.addEventListener("focusin", (event) => {
    if (event.target !== current) stopAt(event.target);
    const cell = event.target.closest("td, th");
    if (cell) uncover(cell);
  });
  document.querySelectorAll(".comity-matrix-keys").forEach((words) => { words.hidden = false; });
})();
