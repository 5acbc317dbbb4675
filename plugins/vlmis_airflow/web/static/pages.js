// What the pages do beyond plain links and forms. Everything also works without this file.
(function () {
  "use strict";
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
})();
