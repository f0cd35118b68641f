// The table of departments, narrowed to the rows that hold every word typed.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("filter");
  if (!box) return;
  box.closest("p").hidden = false;
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const rows = [...document.querySelectorAll("#department-table tbody tr")].map((row) => [row, plain(row.textContent)]);
  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    document.getElementById("found").textContent = words.length ? `${shown} 个` : "";
  });
});
