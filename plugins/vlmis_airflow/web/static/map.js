// Draw the facilities as points on a plane without tiles; the list below the map is its text.
(function () {
  "use strict";
  // The worse the status, the larger the point: colour is not the only sign.
  var STATUSES = { not_assessed: 4, adequate: 5, over: 6, low: 8, stocked_out: 10 };
  var element = document.querySelector("[data-points]");
  if (!element || !window.L) return;

  function colourOf(status) {
    var probe = document.createElement("span");
    probe.className = status;
    element.appendChild(probe);
    var colour = getComputedStyle(probe).getPropertyValue("--fill").trim();
    probe.remove();
    return colour;
  }

  function popup(point) {
    var link = document.createElement("a");
    var card = element.dataset.card;  // It may have a query already: the product.
    link.href = card + (card.includes("?") ? "&" : "?") + "store=" + encodeURIComponent(point[4]);
    link.textContent = point[3];
    var text = document.createElement("div");
    text.append(link, " " + point[4] + ": " + element.getAttribute("data-" + point[2].replace("_", "-")));
    return text;
  }

  function draw(points) {
    element.classList.add("drawn");
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", element.dataset.title);
    var colours = {};
    Object.keys(STATUSES).forEach(function (status) { colours[status] = colourOf(status); });
    var map = L.map(element, { preferCanvas: true, attributionControl: false, zoomSnap: 0.25, maxZoom: 14 });
    map.fitBounds(L.latLngBounds(points.map(function (point) { return [point[0], point[1]]; })).pad(0.08));
    // The worst are drawn last, on top.
    points.slice().reverse().forEach(function (point) {
      L.circleMarker([point[0], point[1]], { radius: STATUSES[point[2]], color: "#fff", weight: 1, fillColor: colours[point[2]], fillOpacity: 0.9 })
        .bindPopup(function () { return popup(point); })
        .addTo(map);
    });
    L.control.scale({ imperial: false }).addTo(map);
  }

  fetch(element.dataset.points, { credentials: "same-origin" })
    .then(function (answer) { return answer.ok ? answer.json() : []; })
    .then(function (points) { if (points.length) draw(points); });
})();
