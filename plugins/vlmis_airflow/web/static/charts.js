// Draw charts from the tables that stand on the page: the table is the text of the chart.
(function () {
  "use strict";
  var SHEET = getComputedStyle(document.documentElement);
  var colour = function (token) { return SHEET.getPropertyValue("--" + token).trim(); };  // Light or dark, as the page is.

  function rowsOf(table) {
    return Array.prototype.filter.call(table.tBodies[0].rows, function (row) {
      return row.cells[0].dataset.value !== undefined;
    });
  }

  function draw(element) {
    var table = document.getElementById(element.dataset.chart);
    if (!table || element.childElementCount || !window.uPlot) return;
    var columns = element.dataset.columns.split(",").map(Number);
    var form = element.dataset.form;
    var rows = rowsOf(table);
    if (!rows.length) return;
    var language = document.documentElement.lang;
    var days = rows.map(function (row) { return Date.parse(row.cells[0].dataset.value + "T00:00:00Z") / 1000; });
    // Several movements of a day stand at the same instant: the balance after the last one counts.
    var last = days.map(function (day, i) { return day !== days[i + 1]; });
    var keep = function (_, i) { return form !== "steps" || last[i]; };
    var data = [days.filter(keep)].concat(columns.map(function (column) {
      return rows.map(function (row) { return Number(row.cells[column].dataset.value); }).filter(keep);
    }));
    var paths = form === "steps" ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear();
    var number = new Intl.NumberFormat(language);
    var compact = new Intl.NumberFormat(language, { notation: "compact" });
    var plot = new uPlot({
      width: element.clientWidth, height: element.clientHeight - 40,
      tzDate: function (seconds) { return uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"); },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: function (u, low, high) { return [Math.min(0, low), Math.max(1, high * 1.08)]; } } },
      axes: [
        { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, values: function (u, ticks) { return ticks.map(function (tick) { return new Date(tick * 1000).toISOString().slice(5, 10); }); }, incrs: [86400, 2 * 86400, 5 * 86400, 7 * 86400, 14 * 86400, 30 * 86400], space: 60 },
        { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, values: function (u, ticks) { return ticks.map(compact.format); }, size: 60 }
      ],
      series: [{ label: table.tHead.rows[0].cells[0].textContent, value: function (u, value) { return value === null ? "–" : new Date(value * 1000).toISOString().slice(0, 10); } }].concat(columns.map(function (column, i) {
        return {
          label: table.tHead.rows[0].cells[column].textContent,
          stroke: colour("chart-" + (i % 4 + 1)), width: 2, paths: paths, points: { show: data[0].length < 40 },
          value: function (u, value) { return value === null ? "–" : number.format(value); }
        };
      })),
      legend: { live: true }
    }, data, element);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", element.previousElementSibling.textContent);
    new ResizeObserver(function () {
      plot.setSize({ width: element.clientWidth, height: element.clientHeight - 40 });
    }).observe(element);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);  // The script is deferred: all stands.
})();
