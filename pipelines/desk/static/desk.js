// Files are sent one by one as they are; everything else on the desk works without a script.
"use strict";

const form = document.body.dataset.form;
const tell = () => fetch("/here", { method: "POST" }).catch(() => {});
tell();
setInterval(tell, 20000);

const zone = document.getElementById("zone");
if (zone) {
  const pick = document.getElementById("pick");
  const progress = document.getElementById("progress");

  const send = async (files) => {
    let number = 0;
    for (const file of files) {
      number += 1;
      progress.textContent = `正在读取第 ${number} 个，共 ${files.length} 个：${file.name}`;
      const answer = await fetch("/drop/file", {
        method: "PUT",
        body: file,
        headers: { "X-Form": form, "X-Name": encodeURIComponent(file.name) },
      });
      if (!answer.ok) {
        progress.textContent = `“${file.name}”没有收下：${await answer.text()}`;
        return;
      }
    }
    location.reload();
  };

  // A dropped folder gives its files only through its entries.
  const filesOf = (entry) =>
    new Promise((resolve) => {
      if (entry.isFile) {
        entry.file((file) => resolve([file]), () => resolve([]));
        return;
      }
      const reader = entry.createReader();
      const all = [];
      const more = () =>
        reader.readEntries(async (entries) => {
          if (!entries.length) {
            resolve((await Promise.all(all.map(filesOf))).flat());
            return;
          }
          all.push(...entries);
          more();
        }, () => resolve([]));
      more();
    });

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    send((await Promise.all(entries.map(filesOf))).flat());
  });
  zone.addEventListener("keydown", (event) => {
    if (event.target === zone && (event.key === "Enter" || event.key === " ")) pick.click();
  });
  pick.addEventListener("change", () => send([...pick.files]));
}

const job = document.getElementById("job");
if (job && job.dataset.running === "1") {
  const lines = document.getElementById("lines");
  const ask = async () => {
    const told = await (await fetch("/job")).json();
    lines.textContent = told.lines.join("\n");
    if (told.running) setTimeout(ask, 700);
    else location.reload();
  };
  ask();
}
