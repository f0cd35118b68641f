// Draws every chart of the page from the JSON beside it. Drawing waits for the layout: figures drawn earlier take
// the width of an unfinished grid. Between charts the browser gets a turn, so that a phone stays responsive.
document.addEventListener("DOMContentLoaded", async () => {
  if (!window.Plotly) {
    document.querySelectorAll(".chart-card details").forEach((table) => { table.open = true; });
    document.querySelectorAll(".chart").forEach((place) => { place.hidden = true; });
    return;
  }
  const { config, locale, theme } = JSON.parse(document.getElementById("chart-setup").textContent);
  Plotly.register(locale);
  const fit = (place, width) => Plotly.relayout(place, { width: width || place.clientWidth });
  const drawn = [];
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth && Math.abs(target.clientWidth - target._fullLayout.width) > 1) fit(target);
    }
  });
  // Paper has its own widths (see page.css); the screen's do not fit A4.
  window.addEventListener("beforeprint", () => {
    observer.disconnect();
    for (const place of drawn) fit(place, place.closest(".charts") ? 330 : 680);
  });
  window.addEventListener("afterprint", () => {
    for (const place of drawn) { fit(place); observer.observe(place); }
  });
  for (const source of document.querySelectorAll("script[data-chart]")) {
    const place = document.getElementById(source.dataset.chart);
    const figure = JSON.parse(source.textContent);
    figure.layout.template = theme;
    figure.layout.width = place.clientWidth;
    await Plotly.newPlot(place, figure.data, figure.layout, config);
    drawn.push(place);
    observer.observe(place);
    await new Promise((next) => setTimeout(next));
  }
  document.documentElement.dataset.charts = "drawn";
});
