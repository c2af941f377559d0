// Asks every two seconds how far the work is, shows it, and goes to the result when there is one.
const part = () => document.querySelector("[data-progress]");

const ask = async () => {
  const answer = await fetch(location.href, { headers: { "X-Fragment": "1" } });
  if (answer.redirected) {
    location.replace(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("[data-progress]");
  if (!next) {
    location.reload(); // it failed: the page says why
    return;
  }
  part().replaceWith(next);
  setTimeout(keepAsking, 2000);
};

// A lost connection is no reason to stop: the work goes on, and so does asking.
const keepAsking = () => ask().catch(() => setTimeout(keepAsking, 5000));

if (part()) setTimeout(keepAsking, 2000);
