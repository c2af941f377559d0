// Opens what a QR code stands for: takes the code from behind the #, out of the address bar and the
// history, and sends it as <form data-scanned> would. Without a script the code is typed there.
const form = document.querySelector("[data-scanned]");

function open() {
  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.requestSubmit();
}

addEventListener("hashchange", open);
// Who comes back finds the field empty: the next one on this phone must not read it.
addEventListener("pageshow", (event) => event.persisted && form.reset());
open();
