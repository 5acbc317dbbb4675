// What the pages do beyond plain links and forms. Everything also works without this file.
(function () {
  "use strict";
  // Inside Airflow's frame, be light or dark as Airflow is: a person may have chosen other than the machine's.
  if (window.parent !== window) {
    try {
      var airflow = window.parent.document.documentElement.classList;
      ["dark", "light"].forEach(function (theme) {
        if (airflow.contains(theme)) document.documentElement.dataset.theme = theme;
      });
    } catch (error) { /* The frame is of another site, which shows nothing of itself. */ }
  }
  // Show the page's own entry in a menu that is longer than the window; close the drawer of a phone beside it, or by Escape.
  var menu = document.getElementById("menu"), entry = document.querySelector(".bar nav [aria-current]");
  if (entry && getComputedStyle(menu).display === "none") entry.scrollIntoView({ block: "nearest" });
  document.addEventListener("click", function (event) {
    if (menu && menu.checked && !event.target.closest(".bar")) { menu.checked = false; event.preventDefault(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && menu && menu.checked) { menu.checked = false; menu.focus(); }
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  // Show that the server does not answer: the quantities on the page may be old.
  document.addEventListener("htmx:sendError", function () {
    var content = document.getElementById("content");
    if (!content || document.getElementById("unreachable")) return;
    var notice = document.createElement("p");
    notice.id = "unreachable";
    notice.className = "notice bad";
    notice.setAttribute("role", "alert");
    notice.textContent = document.body.dataset.unreachable;
    content.prepend(notice);
  });
  // What a search field offers: a click, or the arrow keys and Enter, put it into the field; Escape closes the list.
  document.addEventListener("click", function (event) {
    var offered = event.target.closest(".suggestions button");
    if (!offered) return;
    var field = offered.closest(".search").querySelector("input");
    field.value = offered.dataset.value;
    offered.closest(".suggestions").replaceChildren();
    field.focus();
  });
  document.addEventListener("keydown", function (event) {
    var search = event.target.closest && event.target.closest(".search");
    if (!search || ["ArrowDown", "ArrowUp", "Escape"].indexOf(event.key) < 0) return;
    var places = [search.querySelector("input")].concat(Array.from(search.querySelectorAll(".suggestions button")));
    if (places.length === 1) return;
    event.preventDefault();
    if (event.key === "Escape") { places[0].focus(); search.querySelector(".suggestions").replaceChildren(); return; }
    var next = places[places.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
  });
  // A row of a recording form offers the lots of its product, and fills in the one that expires first if that is enough.
  function offerLots(row, proposes) {
    var product = row.querySelector("select[name=product]"), lot = row.querySelector("input[name=lot]");
    var list = product.selectedOptions[0] && product.selectedOptions[0].dataset.lots;
    lot.setAttribute("list", list || "lots");
    if (!proposes || (lot.value && lot.value !== lot.dataset.proposed)) return;
    var day = row.closest("form").querySelector("input[name=occurred_on]").value;
    var first = list && Array.from(document.getElementById(list).options).find(function (option) {
      return proposes === "any" || !option.dataset.expires || option.dataset.expires >= day;
    });
    var wanted = Number(row.querySelector("input[name=quantity]").value.replace(/\s/g, ""));
    lot.value = first && wanted <= Number(first.dataset.balance) ? first.value : "";
    lot.dataset.proposed = lot.value;
  }
  document.querySelectorAll("form.record").forEach(function (form) {
    var another = form.querySelector("button[name=add_line]");
    if (!another) return;
    form.querySelectorAll(".row").forEach(function (row) {
      if (row.querySelector("select[name=product]").value) offerLots(row, "");
    });
    form.addEventListener("change", function (event) {
      var row = event.target.closest(".row");
      if (row && event.target.name !== "lot") offerLots(row, form.dataset.proposesLots);
    });
    // A line is added at once, without asking the server for the page again.
    another.addEventListener("click", function (event) {
      var rows = form.querySelectorAll(".row"), row = rows[rows.length - 1].cloneNode(true);
      event.preventDefault();
      row.querySelectorAll(".error, .sub").forEach(function (text) { text.remove(); });
      row.querySelectorAll("input, select").forEach(function (field) {
        ["aria-invalid", "aria-describedby", "autofocus", "data-proposed"].forEach(function (name) { field.removeAttribute(name); });
        if (field.tagName === "SELECT") field.selectedIndex = 0; else field.value = "";
      });
      var legend = row.querySelector("legend");
      legend.textContent = legend.textContent.replace(/\d+/, rows.length + 1);
      rows[rows.length - 1].after(row);
      row.querySelector("select[name=product]").focus();
    });
  });
})();
