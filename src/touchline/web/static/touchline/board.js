// Moving cards on the board: by mouse, by a long press of a finger, or by M and the arrow keys.
(function () {
  "use strict";

  var SLIP = 6;
  var PRESS = 350;
  var drag = null;
  var held = null;

  function board() {
    return document.querySelector("#board[data-movable]");
  }

  function cells() {
    return Array.prototype.slice.call(board().querySelectorAll(".cell"));
  }

  function mark(cell) {
    cells().forEach(function (one) {
      one.classList.toggle("over", one === cell);
    });
  }

  function put(card, cell) {
    if (!cell || cell === card.closest(".cell")) return;
    var form = document.getElementById("move");
    form.elements.card.value = card.dataset.card;
    form.elements.was.value = card.dataset.was;
    form.elements.stage.value = cell.dataset.stage;
    form.elements.row.value = cell.dataset.row;
    form.submit();
  }

  // where a card would fall: the cell below the pointer, on a phone the stage below it
  function below(x, y, card) {
    var hit = document.elementsFromPoint(x, y).filter(function (one) {
      return !card.contains(one);
    });
    for (var i = 0; i < hit.length; i++) {
      var cell = hit[i].closest(".cell");
      if (cell) return cell;
      var column = hit[i].closest(".bcol");
      if (column) return sameRow(column, card);
    }
    return null;
  }

  function sameRow(column, card) {
    var row = card.closest(".cell").dataset.row;
    return cells().filter(function (one) {
      return one.closest(".bcol") === column && one.dataset.row === row;
    })[0];
  }

  function begin(card, event) {
    drag = { card: card, x: event.clientX, y: event.clientY };
    card.classList.add("moving");
    card.setPointerCapture(event.pointerId);
  }

  function end(drop, event) {
    if (!drag) return;
    var card = drag.card;
    var cell = drop ? below(event.clientX, event.clientY, card) : null;
    drag = null;
    card.classList.remove("moving");
    card.style.transform = "";
    mark(null);
    if (cell) put(card, cell);
  }

  document.addEventListener("pointerdown", function (event) {
    var card = board() && event.button === 0 && event.target.closest(".card");
    if (!card) return;
    held = { card: card, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (held.touch) {
      held.timer = setTimeout(function () {
        begin(card, event);
      }, PRESS);
    }
  });

  document.addEventListener("pointermove", function (event) {
    if (drag) {
      drag.card.style.transform = "translate(" + (event.clientX - drag.x) + "px," + (event.clientY - drag.y) + "px)";
      mark(below(event.clientX, event.clientY, drag.card));
      return;
    }
    if (!held) return;
    var far = Math.abs(event.clientX - held.x) + Math.abs(event.clientY - held.y) > SLIP;
    if (far && held.touch) release();
    else if (far) begin(held.card, event);
  });

  function release() {
    if (held) clearTimeout(held.timer);
    held = null;
  }

  document.addEventListener("pointerup", function (event) {
    release();
    end(true, event);
  });
  document.addEventListener("pointercancel", function (event) {
    release();
    end(false, event);
  });
  document.addEventListener("dragstart", function (event) {
    if (event.target.closest(".card")) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    if (document.querySelector(".card.moving")) event.preventDefault();
  }, true);
  // a finger that carries a card does not scroll the page
  document.addEventListener("touchmove", function (event) {
    if (drag) event.preventDefault();
  }, { passive: false });

  // a card that was just moved keeps the focus; the browser takes it away when it has gone to the address
  window.addEventListener("load", function () {
    var card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var name = card && card.classList.contains("card") && card.querySelector(".nm");
    if (name) setTimeout(name.focus.bind(name), 0);
  });

  // by keyboard
  var walk = null;

  function say(text) {
    document.getElementById("moving").textContent = text;
  }

  function at(column, row) {
    return cells().filter(function (one) {
      return columns().indexOf(one.closest(".bcol")) === column && rowsOf(one.closest(".bcol")).indexOf(one) === row;
    })[0];
  }

  function columns() {
    return Array.prototype.slice.call(board().querySelectorAll(".bcol"));
  }

  function rowsOf(column) {
    return Array.prototype.slice.call(column.querySelectorAll(".cell"));
  }

  function show() {
    var cell = at(walk.column, walk.row);
    mark(cell);
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(board().dataset.said.replace("{card}", walk.name).replace("{place}", cell.dataset.name));
  }

  function stop() {
    walk.card.classList.remove("moving");
    walk = null;
    mark(null);
    say("");
  }

  document.addEventListener("keydown", function (event) {
    if (!board()) return;
    if (!walk) {
      var card = event.target.closest(".card");
      if (card && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        var cell = card.closest(".cell");
        var column = cell.closest(".bcol");
        walk = { card: card, column: columns().indexOf(column), row: rowsOf(column).indexOf(cell), name: card.querySelector(".nm").textContent };
        card.classList.add("moving");
        show();
      }
      return;
    }
    var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      event.preventDefault();
      walk.column = Math.min(Math.max(walk.column + step[0], 0), columns().length - 1);
      walk.row = Math.min(Math.max(walk.row + step[1], 0), rowsOf(columns()[0]).length - 1);
      show();
    } else if (event.key === "Enter") {
      event.preventDefault();
      var moved = walk;
      stop();
      put(moved.card, at(moved.column, moved.row));
    } else if (event.key === "Escape" || event.key === "Tab") {
      stop();
    }
  });
})();
