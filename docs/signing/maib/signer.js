/*
 * maib's callback signature in JavaScript: whether a callback is authentic.
 *
 *   if (!verifies(body, signatureKey)) {
 *     ... // answer 400, and believe nothing of it
 *   }
 */
"use strict";

const crypto = require("node:crypto");

const AMOUNTS = ["amount", "commission"];

/**
 * The signature that a callback should have, with its middle. `body` is the text as received.
 * Throws where it is no callback.
 */
function callbackSignature(body, key) {
  const members = Object.entries(JSON.parse(body).result).filter(([name]) => name !== "signature");
  const texts = members.map(([name, value]) => [name.toLowerCase(), text(name, value)]);
  const kept = texts.filter(([, value]) => value.trim() !== "");
  kept.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
  const canonical = kept.map(([, value]) => value).join(":");
  const stringToSign = `${canonical}:${key}`;
  const signature = crypto.createHash("sha256").update(stringToSign, "utf8").digest("base64");
  return { canonical, stringToSign, signature };
}

/** Whether a callback is authentic; what is no callback is not. */
function verifies(body, key) {
  try {
    const expected = Buffer.from(callbackSignature(body, key).signature);
    const received = Buffer.from(JSON.parse(body).signature);
    return expected.length === received.length && crypto.timingSafeEqual(expected, received);
  } catch {
    return false;
  }
}

/** The value of a member as it is signed: amounts with two decimals, nothing for null. */
function text(name, value) {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "number") throw new TypeError(`${name} is neither text nor a number`);
  // toFixed alone rounds what is stored in binary, and makes 1.00 of 1.005.
  return AMOUNTS.includes(name) ? (Math.round(Number(`${value}e2`)) / 100).toFixed(2) : `${value}`;
}

module.exports = { callbackSignature, verifies };

if (require.main === module) {
  for (const line of require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const one = JSON.parse(line);
    const told = { verifies: verifies(one.body, one.key) };
    try {
      const { canonical, stringToSign, signature } = callbackSignature(one.body, one.key);
      Object.assign(told, { canonical, string_to_sign: stringToSign, signature });
    } catch {
      // no callback: nothing more to tell
    }
    console.log(JSON.stringify(told));
  }
}
