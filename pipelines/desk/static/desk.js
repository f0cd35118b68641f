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
  const cancel = document.getElementById("cancel");
  let sending = null;

  // One file; its answer, or null where it was cancelled. Only this way of sending tells how far it has come.
  const put = (file, tell) =>
    new Promise((resolve) => {
      sending = new XMLHttpRequest();
      sending.open("PUT", "/drop/file");
      sending.setRequestHeader("X-Form", form);
      sending.setRequestHeader("X-Name", encodeURIComponent(file.name));
      sending.upload.onprogress = (event) => tell(event.loaded / Math.max(event.total, 1));
      sending.onload = () => resolve({ ok: sending.status === 200, text: sending.responseText });
      sending.onerror = () => resolve({ ok: false, text: "工作台没有回答，是不是已经关了？" });
      sending.onabort = () => resolve(null);
      sending.send(file);
    });

  const send = async (files) => {
    let number = 0;
    cancel.hidden = false;
    for (const file of files) {
      number += 1;
      const label = `第 ${number} 个，共 ${files.length} 个：${file.name}`;
      const answer = await put(file, (part) => {
        progress.textContent = part < 1 ? `正在接收${label}（${Math.floor(100 * part)}%）` : `正在识别${label}`;
      });
      if (!answer) break;
      if (!answer.ok) {
        progress.textContent = `“${file.name}”没有收下：${answer.text}`;
        cancel.hidden = true;
        return;
      }
    }
    location.reload();
  };
  cancel.addEventListener("click", () => sending && sending.abort());

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

const looking = document.getElementById("looking");
if (looking) {
  const ask = async () => {
    const told = await (await fetch("/looking")).json();
    looking.textContent = told.reading.startsWith("正在") ? told.reading : told.reading ? `正在读 ${told.reading}` : "……";
    if (told.looking) setTimeout(ask, 400);
    else location.reload();
  };
  setTimeout(ask, 200);
}

// Tables to fill in: more rows, and rows pasted from a spreadsheet.
for (const table of document.querySelectorAll("table.fill")) {
  const body = table.tBodies[0];
  const addRow = () => {
    const row = body.rows[0].cloneNode(true);
    const number = body.rows.length;
    for (const cell of row.querySelectorAll("input,select")) {
      cell.name = cell.name.replace(/^cell\.\d+/, `cell.${number}`);
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/第 \d+ 行/, `第 ${number + 1} 行`));
      cell.value = "";
    }
    body.append(row);
  };
  const more = table.closest("form").querySelector(".more-rows");
  more.hidden = false;
  more.addEventListener("click", () => {
    for (let i = 0; i < 5; i += 1) addRow();
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const at = event.target.closest("td");
    const first = at.parentElement.sectionRowIndex;
    text.split("\n").forEach((line, down) => {
      while (body.rows.length <= first + down) addRow();
      line.split("\t").forEach((value, right) => {
        const cell = body.rows[first + down].cells[at.cellIndex + right];
        if (cell) cell.querySelector("input,select").value = value.trim();
      });
    });
  });
}
