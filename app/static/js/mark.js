// Lets staff choose a stretch of <div data-marked> and fills in where it is in the original: code
// points, whole characters only. Every input with data-mark-start or data-mark-end gets it, every
// data-mark-words shows it, and the data-mark-bar appears while something is chosen.
const text = document.querySelector("[data-marked]");
const bar = document.querySelector("[data-mark-bar]");
const original = text.textContent;
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(original);
const words = [...new Intl.Segmenter(text.lang || undefined, { granularity: "word" }).segment(original)]
  .filter((word) => word.isWordLike)
  .map((word) => [word.index, word.index + word.segment.length]);
const codePoints = (index) => [...original.slice(0, index)].length;

// The place of a boundary of a selection, in UTF-16 units from the start of the original.
function place(node, offset) {
  const before = document.createRange();
  before.selectNodeContents(text);
  if (before.comparePoint(node, offset) < 0) return 0;
  if (before.comparePoint(node, offset) > 0) return original.length;
  before.setEnd(node, offset);
  return before.toString().length;
}

// The other way round: the text node and the place in it.
function boundary(index) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let left = index;
  while (walker.nextNode()) {
    if (left <= walker.currentNode.length) return [walker.currentNode, left];
    left -= walker.currentNode.length;
  }
  return [text, text.childNodes.length];
}

// Without the blanks around it, and never half a character.
function tidy(start, end) {
  while (start < end && !original[start].trim()) start++;
  while (start < end && !original[end - 1].trim()) end--;
  if (start >= end) return null;
  const last = characters.containing(end - 1);
  return [characters.containing(start).index, last.index + last.segment.length];
}

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (range.collapsed || !range.intersectsNode(text)) return null;
  return tidy(
    place(range.startContainer, range.startOffset),
    place(range.endContainer, range.endOffset),
  );
}

function show([start, end]) {
  const fill = (name, value) =>
    document.querySelectorAll(`[data-mark-${name}]`).forEach((input) => (input.value = value));
  fill("start", codePoints(start));
  fill("end", codePoints(end));
  document
    .querySelectorAll("[data-mark-words]")
    .forEach((words) => (words.textContent = original.slice(start, end)));
  bar.hidden = false;
}

// A tap on the bar may end the selection; what was chosen stays chosen until the next tap elsewhere.
let inBar = false;
document.addEventListener("pointerdown", (event) => (inBar = bar.contains(event.target)));
document.addEventListener("selectionchange", () => {
  const found = chosen();
  if (found) show(found);
  else if (!inBar && !bar.contains(document.activeElement)) bar.hidden = true;
});

// By keyboard: arrows choose a word, with shift more of them; Escape lets go.
let first = -1;
let last = -1;
const moves = {
  ArrowRight: (more) => (more ? (last += 1) : (first = last += 1)),
  ArrowLeft: (more) => (more ? (last = Math.max(first, last - 1)) : (first = last = first - 1)),
};
text.tabIndex = 0;
text.addEventListener("keydown", (event) => {
  const toRight = getComputedStyle(text).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (event.key === "Escape") return getSelection().removeAllRanges();
  if (!moves[event.key] || !words.length || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  moves[event.key === toRight ? "ArrowRight" : "ArrowLeft"](event.shiftKey);
  first = Math.min(Math.max(first, 0), words.length - 1);
  last = Math.min(Math.max(last, first), words.length - 1);
  getSelection().setBaseAndExtent(...boundary(words[first][0]), ...boundary(words[last][1]));
});
