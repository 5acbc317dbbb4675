// What the pages do beyond plain links and forms. Everything also works without this file.
(function () {
  "use strict";
  // An unreachable server is said, not swallowed: the figures on the page may be old.
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
