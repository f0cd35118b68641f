// Search without network: hide what does not hold every word typed.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("search");
  const found = document.getElementById("found");
  const plain = text => text.normalize("NFKC").toLowerCase();
  // A row is looked for together with the table it stands in.
  const entries = [...document.querySelectorAll(".entry")].map(element => {
    const text = plain(element.dataset.text);
    const rows = [...element.querySelectorAll("tbody tr")];
    return { element, text, rows: rows.map(row => ({ row, text: `${text} ${plain(row.textContent)}` })) };
  });
  box.closest("form").hidden = false;
  const search = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    const holds = text => words.every(word => text.includes(word));
    let count = 0;
    for (const { element, text, rows } of entries) {
      const named = holds(text);
      const some = rows.filter(({ text }) => holds(text)).length;
      element.hidden = words.length > 0 && !named && !some;
      // A table found by its own name shows all its columns, one found by columns shows those.
      for (const { row, text } of rows) row.hidden = words.length > 0 && !named && !holds(text);
      if (!element.hidden) count += 1;
      // What was found is not left folded, and what was opened for it folds again.
      const fold = element.querySelector("details");
      if (fold) fold.open = words.length > 0 && some > 0;
    }
    for (const group of document.querySelectorAll(".group-of-entries"))
      group.hidden = words.length > 0 && !group.querySelector(".entry:not([hidden])");
    document.getElementById("overview").hidden = words.length > 0;
    found.textContent = words.length ? `找到 ${count} 项` : "";
  };
  box.addEventListener("input", search);
  box.closest("form").addEventListener("submit", event => event.preventDefault());
  // A link to a table that the search hides must still lead there.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) { box.value = ""; search(); target.scrollIntoView(); }
  });
});
