// Counts down under <textarea data-count="id of the counter">. The words come from the counter;
// the status after it says the same aloud, once the typing pauses.
const PAUSE_MS = 1200;
const number = new Intl.NumberFormat(document.documentElement.lang);
const timers = new WeakMap();

function words(field, counter) {
  const left = Number(counter.dataset.max) - [...field.value].length;
  const text = left < 0 ? counter.dataset.over : counter.dataset.left;
  counter.classList.toggle("field__count--over", left < 0);
  return text.replace("{n}", number.format(Math.abs(left)));
}

function show(field) {
  const counter = document.getElementById(field.dataset.count);
  const text = words(field, counter);
  counter.textContent = text;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => (counter.nextElementSibling.textContent = text), PAUSE_MS));
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-count]")) show(event.target);
});
document.querySelectorAll("[data-count]").forEach((field) => field.value && show(field));
