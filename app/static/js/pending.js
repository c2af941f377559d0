// A second tap on <button data-pending="words"> waits for the first: the form is sent once.
// After a while, or when the page is shown again, the button may be used anew.
const RETRY_MS = 8000;
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

function release(button) {
  if (!button.dataset.words) return;
  button.lastElementChild.textContent = button.dataset.words;
  button.removeAttribute("aria-disabled");
  delete button.dataset.words;
  status.textContent = "";
}

document.addEventListener("submit", (event) => {
  const button = event.submitter?.closest("[data-pending]");
  if (!button || event.defaultPrevented) return;
  if (button.dataset.words) {
    event.preventDefault();
    return;
  }
  button.dataset.words = button.lastElementChild.textContent;
  button.lastElementChild.textContent = button.dataset.pending;
  button.setAttribute("aria-disabled", "true");
  status.textContent = button.dataset.pending;
  setTimeout(release, RETRY_MS, button);
});
addEventListener("pageshow", () => document.querySelectorAll("[data-pending]").forEach(release));
