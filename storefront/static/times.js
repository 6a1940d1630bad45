// During an imitation: shows every time in the visitor's own zone, and counts down the time left in the banner. Without this
// script times are in UTC, and the time left is that of the loading.
"use strict";

const MINUTE = 60_000; // milliseconds
const WARN_AT = 2; // minutes
const left = document.querySelector("[data-ends]");
const warning = document.querySelector("[data-warning]");
const ends = new Date(left.dataset.ends);
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const moment = new Intl.DateTimeFormat(language, {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});
let warned = false;

function tick() {
  const minutes = Math.ceil((ends - Date.now()) / MINUTE);
  left.textContent = minutes > 0 ? left.dataset.left.replace("%", minutes) : left.dataset.over;
  if (minutes > 0 && minutes <= WARN_AT && !warned) {
    warned = true;
    warning.textContent = warning.dataset.warning.replace("%", minutes);
  }
}

for (const time of document.querySelectorAll("time")) {
  const format = time.closest(".banner") ? clock : moment;
  time.textContent = format.format(new Date(time.dateTime));
}
tick();
setInterval(tick, MINUTE / 4);
