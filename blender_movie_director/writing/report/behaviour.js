// Comforts only: without any of it the page says the same.
(() => {
  "use strict";

  // Tips at once, in the place of the browser's slow ones.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const title of document.querySelectorAll(".chart svg * > title")) {
    title.parentNode.dataset.tip = title.textContent;
    title.remove();
  }
  const show = (event) => {
    const mark = event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const right = event.clientX + tip.offsetWidth + 24 > document.documentElement.clientWidth;
    tip.style.left = `${Math.max(right ? event.clientX - tip.offsetWidth - 12 : event.clientX + 12, 4)}px`;
    tip.style.top = `${Math.max(event.clientY - tip.offsetHeight - 10, 4)}px`;
  };
  for (const chart of document.querySelectorAll(".chart")) {
    chart.addEventListener("pointermove", show);
    chart.addEventListener("pointerleave", () => { tip.hidden = true; });
    chart.addEventListener("click", (event) => {
      const scene = event.target.closest("[data-scene]");
      if (scene) location.hash = `scene-${scene.dataset.scene}`;
    });
  }

  // A click on a column's head sorts by it.
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const digits = Number(text.replace(/[,%]/g, ""));
    return text !== "" && !Number.isNaN(digits) ? digits : text;
  };
  for (const table of document.querySelectorAll("table")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].sort((one, other) => {
          const [a, b] = [value(one, column), value(other, column)];
          const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
          return down ? -order : order;
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
})();
