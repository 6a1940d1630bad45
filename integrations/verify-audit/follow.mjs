#!/usr/bin/env node
// Verifies that a log begins with everything that an older checkpoint covers. LOG is the URL of a
// server's audit log, or a folder. Written from RFC 9162 and C2SP's tlog-tiles.
import { readFileSync, writeFileSync } from "node:fs";
import { check, half, keysOf, openCheckpoint, pair, run, said, text } from "./verify.mjs";

const token = process.env.AUDIT_READ_TOKEN;
const headers = token ? { authorization: `Bearer ${token}` } : {};

async function read(log, path) {
  if (!/^https?:/.test(log)) return readFileSync(`${log}/${path}`);
  const answer = await fetch(`${log}/${path}`, { headers, redirect: "error" });
  check(answer.ok, `${path} was answered with ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function pathOf(level, index, width) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").replace(/\d{3}(?=\d)/g, "x$&/");
  return `tile/${level}/${groups}${width < 256 ? `.p/${width}` : ""}`;
}

// Answers the hash of the leaves from `start` on: out of a tile where one has it, else of two halves.
function reader(log, total) {
  const tiles = new Map();
  return async function hashOf(start, size) {
    const level = [0, 1, 2, 3, 4, 5, 6].findIndex((one) => 256 ** one === size);
    if (level < 0) return pair(await hashOf(start, half(size)), await hashOf(start + half(size), size - half(size)));
    const index = Math.floor(start / size / 256);
    const width = Math.min(256, Math.floor(total / size) - index * 256);
    const path = pathOf(level, index, width);
    if (!tiles.has(path)) tiles.set(path, await read(log, path));
    check(tiles.get(path).length === width * 32, `${path} has another length`);
    return tiles.get(path).subarray(((start / size) % 256) * 32).subarray(0, 32);
  };
}

// RFC 9162, 2.1.4: the roots of the first `old` leaves and of all, computed from the same hashes.
async function roots(hashOf, old, start, size) {
  if (old === size) return Array(2).fill(await hashOf(start, size));
  const left = half(size);
  if (old <= left) {
    const [before, now] = await roots(hashOf, old, start, left);
    return [before, pair(now, await hashOf(start + left, size - left))];
  }
  const first = await hashOf(start, left);
  return (await roots(hashOf, old - left, start + left, size - left)).map((root) => pair(first, root));
}

await run(async (given, older, log, kept) => {
  check(log, "usage: follow.mjs KEY OLDER LOG [FILE]");
  const [keys, note] = [keysOf(given), text(await read(log, "checkpoint"))];
  const [old, newest] = [openCheckpoint(text(readFileSync(older)), keys), openCheckpoint(note, keys)];
  check(old.origin === newest.origin, "the older checkpoint is of another log");
  check(old.size > 0 && old.size <= newest.size, "the log has lost events since the older checkpoint");
  const [before, now] = await roots(reader(log, newest.size), old.size, 0, newest.size);
  check(before.equals(old.root) && now.equals(newest.root), "the log was changed since the older checkpoint");
  if (kept) writeFileSync(kept, note);
  return `${said(newest)}\nIt begins with all ${old.size} events of the older one.`;
});
