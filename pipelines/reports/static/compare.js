// Up to six series beside each other. The data of a metric is loaded when it is first chosen; Plotly's script is loaded
// once the page stands. What is chosen stands in the address, so that a link shows the same.
document.addEventListener("DOMContentLoaded", () => {
  const setup = JSON.parse(document.getElementById("setup").textContent);
  const MOST = 6;
  const COLOURS = ["--now", "--attention", "--ink", "--red", "--heat3", "--muted"];
  const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
  const SIGNS = { m: "缺", n: "未启用", a: "不适用", x: "未公开", u: "—", r: "停用", "-": "—" };
  const by = (id) => document.getElementById(id);
  // Without scripts they would do nothing.
  by("chooser").hidden = by("savers").hidden = false;
  const loaded = new Map();
  const waiting = new Map();
  let state;
  let shown = { columns: [], rows: [] };

  window.tongbaoSeries = (data) => { loaded.set(data.id, data); };
  const load = (source) => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: source, onload: done, onerror: failed });
    document.head.append(script);
  });
  const metric = (id) => {
    if (loaded.has(id)) return Promise.resolve();
    if (!waiting.has(id)) waiting.set(id, load(`${setup.folder}/${id}.js`));
    return waiting.get(id);
  };
  const plotly = () => window.Plotly ? Promise.resolve() : (waiting.get("plotly") || waiting.set("plotly", load(setup.script)).get("plotly"));

  const shift = (month, by) => {
    const index = +month.slice(0, 4) * 12 + +month.slice(5) - 1 + by;
    return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String(index % 12 + 1).padStart(2, "0")}`;
  };
  const span = (first, last) => { const found = []; for (let m = first; m <= last; m = shift(m, 1)) found.push(m); return found; };
  let address = "";
  const read = () => {
    address = location.hash;
    const words = new URLSearchParams(address.slice(1));
    const chosen = (words.get("s") || "").split("|").filter(Boolean).slice(0, MOST).map((s) => s.split("~"))
      .filter((s) => s.length === 3 && setup.metrics.some((m) => m.id === s[0]));
    const month = (name) => /^\d{4}-(0[1-9]|1[0-2])$/.test(words.get(name) || "") ? words.get(name) : "";
    const form = ["months", "years", "index", "table", "heat"].includes(words.get("form")) ? words.get("form") : "months";
    return { chosen: chosen.length ? chosen : [[setup.first, "institution", "institution"]], form, from: month("from"), to: month("to") };
  };
  // An address that was changed and not yet read is the reader's: the event that reads it comes.
  const write = () => {
    if (location.hash !== address) return;
    const words = new URLSearchParams({ s: state.chosen.map((s) => s.join("~")).join("|"), form: state.form });
    if (state.from) words.set("from", state.from);
    if (state.to) words.set("to", state.to);
    history.replaceState(null, "", `#${words}`);
    address = location.hash;
  };
  const option = (value, text, chosen) => { const made = new Option(text, value); made.selected = value === chosen; return made; };

  const number = (value, unit) => value === null ? "" : unit === "%" ? `${(value * 100).toFixed(1)}%` : value.toLocaleString("zh-CN", { maximumFractionDigits: 2 });
  // A value with what it is: ≥ for a floor, a word for none.
  const said = (value, sign, unit) => value === null ? SIGNS[sign] || "—" : `${sign === "f" ? "≥" : ""}${number(value, unit)}${sign === "p" ? "（暂定）" : ""}`;

  const points = ([id, scope, scopeId]) => {
    const data = loaded.get(id);
    const found = data.series.find((s) => s[0] === scope && s[1] === scopeId) || data.series.find((s) => s[0] === scope) || data.series[0];
    if (!found) return null;
    const [, , name, values, signs, breaks] = found;
    const months = span(...data.months);
    const known = new Map(months.map((m, i) => [m, { value: values[i], sign: signs[i] }]));
    return { data, name: `${data.name}　${name}`, unit: data.unit, known, breaks, scope: found[0], scopeId: found[1] };
  };
  const window_ = (series) => {
    const first = series.map((s) => s.data.months[0]).sort()[0];
    const last = setup.newest;
    const from = state.from || (shift(last, -35) < first ? first : shift(last, -35));
    return { first, last: series.map((s) => s.data.months[1]).sort().at(-1), from, to: state.to && state.to >= from ? state.to : last };
  };

  function chooser(series) {
    const list = by("chosen");
    list.replaceChildren(...state.chosen.map((chosen, i) => {
      const item = document.createElement("li");
      const what = document.createElement("select");
      what.setAttribute("aria-label", `第 ${i + 1} 条的指标`);
      for (const channel of new Set(setup.metrics.map((m) => m.channel))) {
        const group = document.createElement("optgroup");
        group.label = channel;
        group.append(...setup.metrics.filter((m) => m.channel === channel).map((m) => option(m.id, m.name, chosen[0])));
        what.append(group);
      }
      what.onchange = () => { state.chosen[i] = [what.value, "institution", "institution"]; show(); };
      const who = document.createElement("select");
      who.setAttribute("aria-label", `第 ${i + 1} 条的范围`);
      for (const [scope, label] of Object.entries(setup.scopes)) {
        const listed = loaded.get(chosen[0]).series.filter((s) => s[0] === scope);
        if (!listed.length) continue;
        const group = document.createElement("optgroup");
        group.label = label;
        group.append(...listed.map((s) => option(`${s[0]}~${s[1]}`, s[2], series[i] ? `${series[i].scope}~${series[i].scopeId}` : "")));
        who.append(group);
      }
      who.onchange = () => { state.chosen[i] = [chosen[0], ...who.value.split("~")]; show(); };
      const drop = document.createElement("button");
      Object.assign(drop, { type: "button", textContent: "去掉", hidden: state.chosen.length === 1 });
      drop.onclick = () => { state.chosen.splice(i, 1); show(); };
      item.append(what, " ", who, " ", drop);
      return item;
    }));
    by("add").disabled = state.chosen.length >= MOST;
    by("form").value = state.form;
    const range = window_(series);
    for (const [id, chosen] of [["from", range.from], ["to", range.to]])
      by(id).replaceChildren(...span(range.first, range.last).map((m) => option(m, m, chosen)));
  }

  // Columns and rows of the table, from which the chart is drawn too: what is shown is what is saved.
  function table(series) {
    const range = window_(series);
    if (state.form === "heat") {
      const { data, scope } = series[0];
      const months = span(range.from, range.to);
      const all = data.series.filter((s) => s[0] === scope);
      const start = data.months[0];
      const at = (m) => (+m.slice(0, 4) - +start.slice(0, 4)) * 12 + +m.slice(5) - +start.slice(5);
      return {
        head: "部门",
        columns: months.map((m) => ({ name: m, unit: data.unit })),
        rows: all.map((s) => ({ name: s[2], cells: months.map((m) => ({ value: s[3][at(m)] ?? null, sign: s[4][at(m)] || "-" })) })),
      };
    }
    if (state.form === "years") {
      const years = [...new Set(span(range.from, range.to).map((m) => m.slice(0, 4)))].slice(-10);
      const columns = series.flatMap((s) => years.map((year) => ({ name: series.length > 1 ? `${s.name} ${year}` : year, unit: s.unit, series: s, year })));
      return {
        head: "月份", columns,
        rows: Array.from({ length: 12 }, (_, i) => ({
          name: `${i + 1}月`, cells: columns.map((c) => {
            const month = `${c.year}-${String(i + 1).padStart(2, "0")}`;
            return (month <= range.to && c.series.known.get(month)) || { value: null, sign: "-" };
          }),
        })),
      };
    }
    const months = span(range.from, range.to);
    // A first month that is a floor or zero is no hundred.
    const base = series.map((s) => { const m = months.find((m) => s.known.get(m)?.value > 0 && s.known.get(m).sign !== "f"); return m ? s.known.get(m).value : null; });
    const isIndex = state.form === "index";
    return {
      head: "月份",
      columns: series.map((s) => ({ name: s.name, unit: isIndex ? "首月＝100" : s.unit, series: s })),
      rows: months.map((m) => ({
        name: m,
        cells: series.map((s, i) => {
          const cell = s.known.get(m) || { value: null, sign: "-" };
          if (!isIndex || cell.value === null) return cell;
          return base[i] ? { value: cell.value / base[i] * 100, sign: cell.sign } : { value: null, sign: "u" };
        }),
      })),
    };
  }

  function markup() {
    const peak = Math.max(...shown.rows.flatMap((r) => r.cells.map((c) => c.value || 0)), 0);
    const made = document.createElement("table");
    made.className = state.form === "heat" ? "wide heatable" : shown.columns.length > 2 ? "wide figures" : "figures";
    const caption = made.createCaption();
    caption.textContent = state.form === "heat" ? series_()[0].data.name : "比较的数字";
    const head = made.createTHead().insertRow();
    const th = (text, scope) => { const cell = document.createElement("th"); cell.scope = scope; cell.textContent = text; return cell; };
    head.append(th(shown.head, "col"), ...shown.columns.map((c) => th(state.form === "heat" ? c.name : `${c.name}（${c.unit}）`, "col")));
    const body = made.createTBody();
    for (const row of shown.rows) {
      const line = body.insertRow();
      line.append(th(row.name, "row"));
      row.cells.forEach((cell, i) => {
        const place = line.insertCell();
        place.textContent = said(cell.value, cell.sign, shown.columns[i].unit);
        if (state.form === "heat" && cell.value !== null) place.className = cell.value <= 0 ? "q0" : `q${Math.min(4, 1 + Math.floor(cell.value / peak * 3.999))}`;
        else if (cell.value === null && cell.sign === "m") place.className = "gap";
      });
    }
    by("table").replaceChildren(made);
  }
  let series_ = () => [];

  async function draw(series, turn) {
    const place = by("chart");
    const isChart = !["table", "heat"].includes(state.form);
    place.hidden = !isChart;
    if (!isChart) return;
    await plotly();
    if (turn !== asked) return;
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const units = [...new Set(shown.columns.map((c) => c.unit))];
    const x = shown.rows.map((r) => r.name);
    const isYears = state.form === "years";
    const years = isYears ? [...new Set(shown.columns.map((c) => c.year))] : [];
    const traces = shown.columns.map((column, i) => {
      const age = isYears ? years.length - 1 - years.indexOf(column.year) : 0;
      const tint = isYears && series.length === 1 ? colour(age === 0 ? "--now" : age === 1 ? "--ink" : "--other") : colour(COLOURS[(isYears ? series.indexOf(column.series) : i) % 6]);
      const cells = shown.rows.map((r) => r.cells[i]);
      return {
        type: "scatter", mode: "lines+markers", connectgaps: false, opacity: isYears && series.length > 1 ? [1, 0.6][age] || 0.35 : 1, name: column.name, x, y: cells.map((c) => c.value),
        yaxis: units.indexOf(column.unit) === 1 ? "y2" : "y",
        line: { color: tint, width: age > 1 ? 1 : 2, dash: DASHES[isYears ? series.indexOf(column.series) : i] },
        marker: { size: 6, color: cells.map((c) => c.sign === "f" || c.sign === "p" ? colour("--paper") : tint), line: { color: tint, width: 1.5 } },
        text: cells.map((c) => `${said(c.value, c.sign, column.unit)}${column.unit === "%" ? "" : ` ${column.unit}`}`),
        hovertemplate: "%{x} %{text}<extra>%{fullData.name}</extra>",
      };
    });
    const broken = isYears ? [] : [...new Set(series.flatMap((s) => s.breaks))].filter((m) => x.includes(m));
    const axis = (unit) => ({ title: { text: unit === "%" ? "" : unit }, rangemode: "tozero", gridcolor: colour("--rule"), zeroline: false, tickformat: unit === "%" ? ".0%" : ",.2~f", fixedrange: true });
    place.replaceChildren();
    await Plotly.newPlot(place, traces, {
      width: place.clientWidth, height: Math.max(320, Math.min(460, innerHeight * 0.55)), margin: { l: 56, r: units.length > 1 ? 56 : 16, t: 12, b: 40 },
      paper_bgcolor: colour("--paper"), plot_bgcolor: colour("--paper"), font: { family: css.getPropertyValue("--sans"), size: 12, color: colour("--muted") },
      dragmode: false, showlegend: traces.length > 1, legend: { orientation: "h", y: -0.15 }, hovermode: "closest",
      xaxis: { type: "category", fixedrange: true, nticks: place.clientWidth < 500 ? 4 : 12, tickangle: 0, showgrid: false },
      yaxis: axis(units[0]), ...(units.length > 1 ? { yaxis2: { ...axis(units[1]), overlaying: "y", side: "right", showgrid: false } } : {}),
      shapes: broken.map((m) => ({ type: "line", x0: m, x1: m, yref: "paper", y0: 0, y1: 1, line: { color: colour("--attention"), width: 1, dash: "dot" } })),
    }, { displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", displaylogo: false });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `${shown.columns.map((c) => c.name).join("、")}，数字在下面的表里`);
    document.documentElement.dataset.charts = "drawn";
  }

  let asked = 0;
  async function show() {
    write();
    const turn = ++asked;
    try { await Promise.all(state.chosen.map(([id]) => metric(id))); } catch { by("said").textContent = "这份页面离开了报告文件夹，没有数据可比"; return; }
    // Something else was chosen while the data was loading.
    if (turn !== asked) return;
    const series = state.chosen.map(points).filter(Boolean);
    if (!series.length) { by("said").textContent = "没有数据"; return; }
    series_ = () => series;
    chooser(series);
    shown = table(series);
    const units = new Set(shown.columns.map((c) => c.unit));
    by("said").textContent = units.size > 2 ? "单位多于两种：第三种起画在左轴上，请用“首月＝100”或表" : "";
    markup();
    try { await draw(series, turn); } catch { by("said").textContent = "没有找到作图脚本，数字在下面的表里"; }
  }

  const save = (name, content, type) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  // A cell that begins like a formula would be one in a spreadsheet.
  const cell = (text) => `"${String(text).replace(/^[=+@\t\r-]/, "'$&").replaceAll('"', '""')}"`;
  by("csv").onclick = () => {
    const lines = [[shown.head, ...shown.columns.flatMap((c) => [`${c.name}（${c.unit}）`, "说明"])].map(cell).join(",")];
    for (const row of shown.rows) {
      const words = (c) => c.value === null ? SIGNS[c.sign] || "" : { f: "下限", p: "暂定" }[c.sign] || "";
      lines.push([cell(row.name), ...row.cells.flatMap((c) => [c.value === null ? "" : c.value, cell(words(c))])].join(","));
    }
    save("比较.csv", `\ufeff${lines.join("\r\n")}\r\n`, "text/csv");
  };
  for (const format of ["png", "svg"]) by(format).onclick = () => {
    if (window.Plotly && !by("chart").hidden) Plotly.downloadImage(by("chart"), { format, filename: "比较", width: 1080, height: 640, scale: 2 });
    else by("said").textContent = "先选一种图的形式";
  };
  by("link").onclick = async () => {
    try { await navigator.clipboard.writeText(location.href); by("said").textContent = "已复制"; } catch { by("said").textContent = location.href; }
  };
  by("add").onclick = () => { state.chosen.push([...state.chosen.at(-1)]); show(); };
  by("form").onchange = () => { state.form = by("form").value; show(); };
  by("from").onchange = () => { state.from = by("from").value; show(); };
  by("to").onchange = () => { state.to = by("to").value; show(); };
  // A page that is printed or turned has another width.
  const fit = (width) => { if (window.Plotly && by("chart").data) Plotly.relayout(by("chart"), { width }); };
  window.addEventListener("beforeprint", () => fit(Math.min(640, by("chart").clientWidth)));
  window.addEventListener("afterprint", () => fit(by("chart").clientWidth));
  window.addEventListener("resize", () => fit(by("chart").clientWidth));
  window.addEventListener("hashchange", () => { state = read(); show(); });
  state = read();
  // The page stands first; then what makes it move is loaded.
  requestAnimationFrame(() => setTimeout(show));
});
