#!/usr/bin/env node
// Verifies checkpoints and proofs of the audit log offline, without the server's code. Written from
// RFC 9162 and C2SP's signed-note, tlog-checkpoint and tlog-proof.
import { createHash, createPublicKey, verify } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
export const pair = (left, right) => sha256(Buffer.of(1), left, right);
export const half = (size) => 2 ** ((size - 1).toString(2).length - 1); // the largest power of two below it
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
export const said = ({ origin, size, root }) => `Checkpoint of ${origin}: ${size} events, root ${root.toString("hex")}.`;

export function check(holds, reason) {
  if (!holds) throw new Error(reason);
  return holds;
}

function base64(written, length) {
  const bytes = Buffer.from(written, "base64");
  check(bytes.toString("base64") === written && bytes.length === (length ?? bytes.length), "a value is malformed");
  return bytes;
}

function number(written) {
  return Number(check(/^(0|[1-9][0-9]{0,14})$/.test(written) && written, "a number is malformed"));
}

export function keysOf(given) {
  const written = existsSync(given) ? text(readFileSync(given)).trim().split("\n") : [given];
  return written.map((line) => {
    const [, name, id, encoded] = check(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line), "this is no verifier key");
    const material = base64(encoded, 33);
    const digest = sha256(Buffer.from(`${name}\n`), material).toString("hex", 0, 4);
    check(material[0] === 1 && id === digest, "this is no verifier key of Ed25519");
    const jwk = { kty: "OKP", crv: "Ed25519", x: material.subarray(1).toString("base64url") };
    return { name, id, object: createPublicKey({ key: jwk, format: "jwk" }) };
  });
}

export function openCheckpoint(note, keys) {
  const form = /^((?:[^\0-\x1f]+\n){3,})\n((?:\u2014 [^\0-\x20]+ [^\0-\x20]+\n)+)$/u;
  const [, signed, below] = check(form.exec(note), "this is no signed checkpoint");
  const signers = below.trimEnd().split("\n").map((line) => {
    const [, name, value] = line.split(" ");
    const bytes = base64(value);
    const key = keys.find((one) => one.name === name && one.id === bytes.toString("hex", 0, 4));
    // Signatures of other keys are ignored: witnesses sign as well.
    check(!key || verify(null, Buffer.from(signed), key.object, bytes.subarray(4)), "a signature is wrong");
    return key?.name;
  });
  const [origin, size, root] = signed.split("\n");
  check(signers.includes(origin), "no known key of this log signed the checkpoint");
  return { origin, size: number(size), root: base64(root, 32) };
}

// RFC 9162, 2.1.3: the root over a leaf and the hashes beside its way up, of which the last is the highest.
function rootOver(leaf, index, size, path) {
  if (size === 1) return leaf;
  const [left, beside] = [half(size), check(path.pop(), "the proof is too short")];
  if (index < left) return pair(rootOver(leaf, index, left, path), beside);
  return pair(beside, rootOver(leaf, index - left, size - left, path));
}

export function checkProof(proof, keys) {
  const form = /^c2sp\.org\/tlog-proof@v1\nextra (\S+)\nindex (\S+)\n((?:\S+\n)*)\n([^]*)$/;
  const [, extra, at, hashes, note] = check(form.exec(proof), "this is no tlog-proof of an event");
  const [checkpoint, index, json] = [openCheckpoint(note, keys), number(at), text(base64(extra))];
  const { leaf, opened } = JSON.parse(json);
  check(JSON.stringify({ leaf, opened }) === json, "the extra data has another form");
  check(index < checkpoint.size, "the tree has no such leaf");
  const path = hashes.split("\n").slice(0, -1).map((line) => base64(line, 32));
  const root = rootOver(sha256(Buffer.of(0), Buffer.from(leaf)), index, checkpoint.size, path);
  check(root.equals(checkpoint.root) && path.length === 0, "the tree has another leaf at this index");
  const { commitments, ...event } = JSON.parse(leaf);
  event["at (UTC)"] = new Date(event.at / 1000).toISOString(); // at is in microseconds
  for (const [name, [salt, value]] of Object.entries(opened)) {
    check(/^[0-9a-f]{32}$/.test(salt), "a salt has not 16 bytes");
    const commitment = sha256(Buffer.from(salt, "hex"), Buffer.from(`${name}\0${value}`)).toString("hex");
    check(Object.hasOwn(commitments, name) && commitments[name] === commitment, `the leaf commits to another ${name}`);
    event[`${name} (opened)`] = value;
  }
  return `${said(checkpoint)}\nIt contains, as number ${index + 1}:\n${JSON.stringify(event, null, 2)}`;
}

export async function run(verified) {
  try {
    const shown = await verified(...process.argv.slice(2));
    console.log(shown.replace(/[^\n\P{C}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`));
  } catch (reason) {
    console.error(`NOT VERIFIED: ${reason.message}`);
    process.exitCode = 1;
  }
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  await run((given, kind, file) => {
    check(["checkpoint", "proof"].includes(kind) && file, "usage: verify.mjs KEY checkpoint|proof FILE");
    const [content, keys] = [text(readFileSync(file)), keysOf(given)];
    return kind === "proof" ? checkProof(content, keys) : said(openCheckpoint(content, keys));
  });
}
