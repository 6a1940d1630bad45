// Counts down the time left in the banner. Without this script the page shows the time left at its loading.
"use strict";

const MINUTE = 60_000; // milliseconds
const WARN_AT = 2; // minutes
const left = document.querySelector("[data-ends]");
const warning = document.querySelector("[data-warning]");
const ends = new Date(left.dataset.ends);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
let warned = false;

function tick() {
  const minutes = Math.ceil((ends - Date.now()) / MINUTE);
  left.textContent = minutes > 0 ? left.dataset.left.replace("%", minutes) : left.dataset.over;
  if (minutes > 0 && minutes <= WARN_AT && !warned) {
    warned = true;
    warning.textContent = warning.dataset.warning.replace("%", minutes);
  }
}

for (const time of document.querySelectorAll(".banner time")) {
  time.textContent = clock.format(new Date(time.dateTime));
}
tick();
setInterval(tick, MINUTE / 4);
