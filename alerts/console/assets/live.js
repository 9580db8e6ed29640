// Renews the live parts of a page when the router says that something changed. A browser runs this as it stands, so it is
// JavaScript; without it the page renews itself by the clock.
"use strict";
const light = document.getElementById("live");
let asked = false;

function show(isLive) {
  light.textContent = isLive ? light.dataset.live : light.dataset.lost;
  light.className = isLive ? "on" : "lost";
}

async function renew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]:not(#live)")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    // What somebody is about to press stays where it is.
    if (next === null || part.contains(document.activeElement) || part.innerHTML === next.innerHTML) continue;
    part.replaceWith(document.adoptNode(next));
  }
}

function soon() {
  if (asked) return;
  asked = true;
  setTimeout(() => {
    asked = false;
    renew().then(() => show(true), () => show(false));
  }, 250);
}

const events = new EventSource("/live");
events.addEventListener("open", () => show(true));
events.addEventListener("changed", soon);
events.addEventListener("error", () => show(false));
// Ages grow also when nothing happens.
setInterval(soon, 15_000);
