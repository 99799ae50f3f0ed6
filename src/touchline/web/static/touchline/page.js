// Comforts that no page depends on: a menu closes, a fold opens for its address, focus stays where it was.
(function () {
  "use strict";

  function closeDrops(but) {
    document.querySelectorAll("details.drop[open]").forEach(function (one) {
      if (one !== but) one.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeDrops(event.target.closest("details.drop"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector("details.drop[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A form that sends a file names its bar; the bar fills while the file goes.
  document.addEventListener("htmx:xhr:progress", function (event) {
    var form = event.target.closest("form[data-progress]");
    var bar = form && document.getElementById(form.dataset.progress);
    if (!bar || !event.detail.total) return;
    bar.hidden = false;
    bar.value = event.detail.loaded / event.detail.total;
  });

  function offerCopies() {
    if (!navigator.clipboard) return;
    document.querySelectorAll("[data-copy]").forEach(function (button) {
      button.hidden = false;
    });
  }

  document.addEventListener("DOMContentLoaded", offerCopies);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    var from = document.getElementById(button.dataset.copy);
    from.select();
    navigator.clipboard.writeText(from.value).then(function () {
      button.textContent = "✓ " + button.textContent.replace("✓ ", "");
    });
  });

  function openTarget() {
    var name = decodeURIComponent(location.hash.slice(1));
    var target = name && document.getElementById(name);
    if (target && target.tagName === "DETAILS") target.open = true;
  }

  window.addEventListener("hashchange", openTarget);
  document.addEventListener("DOMContentLoaded", openTarget);
  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#"]');
    if (link) setTimeout(openTarget, 0);
  });
})();
