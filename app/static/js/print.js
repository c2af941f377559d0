// Shows <button type="button" data-print hidden> where a script can print, and prints the page.
document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
