// Boxes drawn on <div data-blur="id"> stand for the rows of numbers in the element with that id:
// percentages from the left and the top. The numbers are what is sent; a box only shows them.
const FIELDS = ["left", "top", "width", "height"];
const NEW = 20;
const clamp = (value, most) => Math.min(Math.max(value, 0), most);

function numbers(row) {
  return FIELDS.map((name) => Number(row.querySelector(`[name=${name}]`).value.replace(",", ".")));
}

function setUp(photo) {
  const rows = document.getElementById(photo.dataset.blur).querySelector("[data-blur-rows]");
  const details = rows.closest("details");
  const template = rows.querySelector("[data-blur-row]").cloneNode(true);
  const layer = document.createElement("div");
  layer.className = "blur__layer";
  photo.append(layer);
  rows.replaceChildren();

  function write(row, values) {
    const [left, top, width, height] = values;
    const w = Math.min(Math.max(width, 1), 100);
    const h = Math.min(Math.max(height, 1), 100);
    const kept = [clamp(left, 100 - w), clamp(top, 100 - h), w, h];
    FIELDS.forEach((name, at) => (row.querySelector(`[name=${name}]`).value = kept[at].toFixed(1)));
    place(row);
  }

  function place(row) {
    numbers(row).forEach((value, at) => (row.box.style[FIELDS[at]] = `${value}%`));
  }

  function remove(row) {
    row.box.remove();
    row.remove();
    number();
  }

  function number() {
    [...rows.children].forEach((row, at) => {
      row.querySelector("[data-blur-number]").textContent = at + 1;
      row.box.setAttribute("aria-label", row.querySelector("legend").textContent.trim());
      row.box.firstChild.textContent = at + 1;
    });
  }

  function drag(row, event, from) {
    const frame = layer.getBoundingClientRect();
    const grows = event.target.classList.contains("blur-box__corner");
    const move = (next) => {
      const x = ((next.clientX - event.clientX) / frame.width) * 100;
      const y = ((next.clientY - event.clientY) / frame.height) * 100;
      const [left, top, width, height] = from;
      write(row, grows ? [left, top, Math.min(width + x, 100 - left), Math.min(height + y, 100 - top)] : [left + x, top + y, width, height]);
    };
    row.box.setPointerCapture(event.pointerId);
    row.box.addEventListener("pointermove", move);
    row.box.addEventListener("lostpointercapture", () => row.box.removeEventListener("pointermove", move), { once: true });
  }

  function keys(row, event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") remove(row);
    if (!step) return;
    event.preventDefault();
    const [left, top, width, height] = numbers(row);
    write(row, event.shiftKey ? [left, top, width + step[0], height + step[1]] : [left + step[0], top + step[1], width, height]);
  }

  function add(values) {
    const row = template.cloneNode(true);
    const corner = document.createElement("span");
    corner.className = "blur-box__corner";
    row.box = document.createElement("button");
    row.box.type = "button";
    row.box.className = "blur-box";
    row.box.append(document.createElement("span"), corner);
    row.box.addEventListener("pointerdown", (event) => drag(row, event, numbers(row)));
    row.box.addEventListener("keydown", (event) => keys(row, event));
    row.addEventListener("input", () => place(row));
    rows.append(row);
    layer.append(row.box);
    write(row, values);
    number();
    details.open = true;
    return row;
  }

  layer.addEventListener("click", (event) => {
    if (event.target !== layer) return;
    const frame = layer.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * 100;
    const y = ((event.clientY - frame.top) / frame.height) * 100;
    add([x - NEW / 2, y - NEW / 2, NEW, NEW]).box.focus({ preventScroll: true });
  });
  const button = details.querySelector("[data-blur-add]");
  button.hidden = false;
  button.addEventListener("click", () => add([50 - NEW / 2, 50 - NEW / 2, NEW, NEW]).box.focus());
  details.querySelector("[data-blur-hint]").hidden = false;
  details.querySelector("[data-blur-plain]").hidden = true;
  details.addEventListener("toggle", () => photo.classList.toggle("blur--drawing", details.open));
}

document.querySelectorAll("[data-blur]").forEach(setUp);
