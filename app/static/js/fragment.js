// Sends <form data-fragment> in place and swaps it for the HTML that comes back. Where anything
// goes wrong the form is sent the plain way, with the same button, and a whole page answers.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-fragment]");
  if (!form) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, event.submitter),
      headers: { "X-Fragment": "1" },
    });
    if (!response.ok || response.redirected) throw new Error(`${response.status}`);
    const part = document.createRange().createContextualFragment(await response.text());
    const next = part.firstElementChild;
    form.replaceWith(part);
    next.querySelector("[autofocus], button, a, input")?.focus();
  } catch {
    form.removeAttribute("data-fragment");
    form.requestSubmit(event.submitter);
  }
});
