// Draws a picture beside each table that wants one; the table is where the figures come from, and it stays.
const BAR = 14;
const GAP = 16;
const FRAME = 70;

for (const chart of document.querySelectorAll("[data-chart]")) {
  draw(chart, read(chart.querySelector("table"), Number(chart.dataset.drawn)));
}

/** Return the words of the first column, and the first columns of numbers with their heads. */
function read(table, drawn) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const words = rows.map((row) => row.cells[0].textContent.trim());
  const columns = heads.flatMap((head, place) => (head.classList.contains("number") ? [place] : []));
  return {
    words,
    series: columns.slice(0, drawn).map((place) => ({
      name: heads[place].textContent.trim(),
      data: rows.map((row) => Number(row.cells[place].textContent.replaceAll(",", ""))),
    })),
  };
}

function draw(chart, { words, series }) {
  const isStack = chart.dataset.chart === "stack";
  const picture = document.createElement("div");
  picture.className = "chart-picture";
  picture.setAttribute("aria-hidden", "true"); // The table says the same in words.
  picture.style.height = `${FRAME + words.length * (GAP + BAR * (isStack ? 2 : series.length))}px`;
  chart.prepend(picture);
  const drawn = window.echarts.init(picture, null, { renderer: "svg" });
  drawn.setOption(option(words, series, isStack));
  const fit = () => drawn.resize();
  new ResizeObserver(fit).observe(picture);
  addEventListener("beforeprint", fit);
}

function option(words, series, isStack) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const text = { color: color("--ink"), fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    animation: false,
    aria: { enabled: true, decal: { show: series.length > 1 } }, // Patterns tell bars apart without colors.
    color: [color("--school"), color("--enterprise"), color("--good")],
    textStyle: text,
    legend: { show: series.length > 1, top: 0, itemHeight: BAR, textStyle: text },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText" },
    grid: { top: series.length > 1 ? 40 : 0, bottom: 0, left: 0, right: 40, containLabel: true },
    xAxis: { type: "value", minInterval: 1, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: words, inverse: true, axisTick: { show: false } },
    series: series.map((one) => ({
      ...one,
      type: "bar",
      stack: isStack ? "all" : undefined,
      barMaxWidth: isStack ? BAR * 2 : BAR,
      label: {
        show: !isStack,
        position: "right",
        formatter: ({ value }) => value.toLocaleString("en"),
        ...text,
      },
    })),
  };
}
