// <button data-insert="id of a text area" data-text="words"> puts the words below what is typed and
// chooses the first ‹gap› to fill in. Without a script the button sends the form and the page comes
// back with the words.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  const area = document.getElementById(button.dataset.insert);
  const typed = area.value.trimEnd();
  area.value = typed ? `${typed}\n\n${button.dataset.text}` : button.dataset.text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  const gap = /‹[^‹›]*›/.exec(area.value);
  if (gap) area.setSelectionRange(gap.index, gap.index + gap[0].length);
});
