#!/usr/bin/env node
// Verifies checkpoints and proofs of the audit log offline, without the server's code. Written from
// RFC 9162 and C2SP's signed-note, tlog-checkpoint, tlog-tiles, tlog-proof and tlog-witness.
import { createHash, createPublicKey, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

const commands = {
  checkpoint: (keys, file) => said(openCheckpoint(read(file), keys)),
  proof: (keys, file) => checkProof(read(file), keys),
  consistency: (keys, old, newer) => checkConsistency(openCheckpoint(read(old), keys), read(newer), keys),
  tiles: (keys, folder, old) => checkTiles(folder, openCheckpoint(read(`${folder}/checkpoint`), keys), old && openCheckpoint(read(old), keys)),
};

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const pair = (left, right) => sha256(Buffer.of(1), left, right);
const read = (file) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
const said = ({ origin, size, root }) => `Checkpoint of ${origin}: ${size} events, root ${root.toString("hex")}.`;

function check(holds, reason) {
  if (!holds) throw new Error(reason);
}

function base64(text, length) {
  const bytes = Buffer.from(text, "base64");
  check(bytes.toString("base64") === text, "a value is not base64");
  check(!length || bytes.length === length, `a value has not ${length} bytes`);
  return bytes;
}

function number(text) {
  check(/^(0|[1-9][0-9]{0,18})$/.test(text), "a number is malformed");
  return BigInt(text);
}

function verifierKey(text) {
  const [name, id, ...encoded] = text.split("+");
  const material = base64(encoded.join("+"), 33);
  const digest = sha256(Buffer.from(`${name}\n`), material).toString("hex", 0, 4);
  check(material[0] === 1 && id === digest, "this is no verifier key of Ed25519");
  const x = material.subarray(1).toString("base64url");
  return { name, id, object: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }) };
}

function openCheckpoint(note, keys) {
  const end = note.lastIndexOf("\n\n");
  check(end > 0 && note.endsWith("\n") && !/[\0-\x09\x0b-\x1f]/.test(note), "the checkpoint is no signed note");
  const text = note.slice(0, end + 1);
  const signers = note.slice(end + 2, -1).split("\n").map((line) => {
    const [, name, value] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? check(false, "a signature is malformed");
    const bytes = base64(value);
    const key = keys.find((one) => one.name === name && one.id === bytes.toString("hex", 0, 4));
    // Signatures of other keys are ignored: witnesses sign as well.
    check(!key || verify(null, Buffer.from(text), key.object, bytes.subarray(4)), "a signature is wrong");
    return key?.name;
  });
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  check(root !== undefined && !extensions.includes(""), "the checkpoint has not three lines");
  check(signers.includes(origin), "no known key of this log signed the checkpoint");
  return { origin, size: number(size), root: base64(root, 32) };
}

// RFC 9162, 2.1.3.2 and 2.1.4.2. `old` is the root of what stands left of the node and below it.
function climb(node, last, start, path) {
  let [old, root] = [start, start];
  for (const sibling of path) {
    check(last > 0n, "the proof is too long");
    if (node & 1n || node === last) {
      [old, root] = [pair(sibling, old), pair(sibling, root)];
      while (node && !(node & 1n)) [node, last] = [node >> 1n, last >> 1n];
    } else {
      root = pair(root, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  check(last === 0n, "the proof is too short");
  return { old, root };
}

function checkProof(text, keys) {
  const [version, extra, at, ...path] = text.slice(0, text.indexOf("\n\n")).split("\n");
  check(version === "c2sp.org/tlog-proof@v1" && extra?.startsWith("extra ") && at?.startsWith("index "), "this is no tlog-proof");
  const checkpoint = openCheckpoint(text.slice(text.indexOf("\n\n") + 2), keys);
  const written = base64(extra.slice(6)).toString();
  const { leaf, opened } = JSON.parse(written);
  check(JSON.stringify({ leaf, opened }) === written, "the extra data has another form");
  const [index, { size, root }] = [number(at.slice(6)), checkpoint];
  check(index < size, "the tree has no such leaf");
  const hash = sha256(Buffer.of(0), Buffer.from(leaf));
  const found = climb(index, size - 1n, hash, path.map((line) => base64(line, 32)));
  check(found.root.equals(root), "the tree has another leaf at this index");
  const { commitments, ...event } = JSON.parse(leaf);
  for (const [name, [salt, value]] of Object.entries(opened)) {
    check(/^[0-9a-f]{32}$/.test(salt), "a salt has not 16 bytes");
    const commitment = sha256(Buffer.from(salt, "hex"), Buffer.from(`${name}\0${value}`)).toString("hex");
    check(Object.hasOwn(commitments, name) && commitments[name] === commitment, `the leaf commits to another ${name}`);
    event[`${name} (opened)`] = value;
  }
  return `${said(checkpoint)}\nIt contains, as number ${index + 1n}:\n${JSON.stringify(event, null, 2)}`;
}

// `newer` has the form of tlog-witness: "old SIZE", hashes, a blank line, the newer checkpoint.
function checkConsistency(old, newer, keys) {
  const [from, ...lines] = newer.slice(0, newer.indexOf("\n\n")).split("\n");
  const checkpoint = openCheckpoint(newer.slice(newer.indexOf("\n\n") + 2), keys);
  check(from === `old ${old.size}` && old.origin === checkpoint.origin, "the proof begins at another checkpoint");
  check(old.size > 0n && old.size < checkpoint.size, "only two trees of different sizes have a proof");
  let [node, last] = [old.size - 1n, checkpoint.size - 1n];
  while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
  const path = lines.map((line) => base64(line, 32));
  const [start, ...rest] = node ? path : [old.root, ...path];
  check(start, "the proof is too short");
  const found = climb(node, last, start, rest);
  check(found.old.equals(old.root) && found.root.equals(checkpoint.root), "the log was changed after the older checkpoint");
  return `${said(checkpoint)}\nIt begins with all ${old.size} events of the older one.`;
}

// Computes the roots of both sizes from the hashes of all leaves: the tiles of level 0.
function checkTiles(folder, checkpoint, old) {
  const stack = [];
  const root = () => (stack.length ? stack.reduceRight((right, left) => pair(left, right)) : sha256());
  const compare = (size, expected) => check(expected.size !== size || root().equals(expected.root), `the tree of ${size} events is another`);
  check(!old || (old.origin === checkpoint.origin && old.size <= checkpoint.size), "the older checkpoint is newer, or of another log");
  for (let n = 0n, tile; n < checkpoint.size; ) {
    if (n % 256n === 0n) tile = readTile(folder, n / 256n, checkpoint.size - n);
    let hash = tile.subarray(Number(n % 256n) * 32).subarray(0, 32);
    for (let rest = n; rest & 1n; rest >>= 1n) hash = pair(stack.pop(), hash);
    stack.push(hash);
    n += 1n;
    if (old) compare(n, old);
  }
  compare(checkpoint.size, checkpoint);
  return `${said(checkpoint)}\nIts tiles are whole${old ? `, and begin with all ${old.size} events of the older one` : ""}.`;
}

function readTile(folder, index, left) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g);
  const file = `${folder}/tile/0/${groups.join("/x").replace(/^(?=.{4})/, "x").replace(/x(\d+)$/, "$1")}`;
  return readFileSync(existsSync(file) ? file : `${file}.p/${left}`);
}

try {
  const [given, command, ...files] = process.argv.slice(2);
  check(Object.hasOwn(commands, command ?? "") && files.length, "usage: verify.mjs KEY checkpoint|proof|consistency|tiles FILE [FILE]");
  const keys = (existsSync(given) ? read(given).trim().split("\n") : [given]).map(verifierKey);
  console.log(commands[command](keys, ...files).replace(/[^\n\P{C}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`));
} catch (reason) {
  console.error(`NOT VERIFIED: ${reason.message}`);
  process.exitCode = 1;
}
