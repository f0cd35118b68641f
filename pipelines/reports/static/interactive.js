// The interactive form of the pictures, on demand: Plotly's script and the figures lie beside the pages and are not
// loaded before.
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("button[data-scripts]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      for (const source of button.dataset.scripts.split(" ")) await load(source);
    } catch {
      button.textContent = "这份页面离开了报告文件夹，没有交互图；图和数字都在页内";
      return;
    }
    await draw(window.tongbaoFigures);
    button.hidden = true;
    document.documentElement.dataset.charts = "drawn";
  });
  const load = (source) => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: source, onload: done, onerror: failed });
    document.head.append(script);
  });
  async function draw({ figures, config, dark }) {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const tinted = (text) => isDark ? text.replace(/#[0-9A-F]{6}/g, (colour) => dark[colour] || colour) : text;
    for (const [id, figure] of Object.entries(JSON.parse(tinted(JSON.stringify(figures))))) {
      const still = document.getElementById(id).querySelector("svg");
      const place = document.createElement("div");
      place.className = "plot";
      const { width, height } = figure.layout;
      const wide = still.clientWidth;
      Object.assign(figure.layout, { width: wide, height: Math.round(height * wide / width) });
      still.replaceWith(place);
      await Plotly.newPlot(place, figure.data, figure.layout, config);
      // Between charts the browser gets a turn, so that a phone stays responsive.
      await new Promise((next) => setTimeout(next));
    }
  }
});
