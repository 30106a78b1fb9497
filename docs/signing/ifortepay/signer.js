/*
 * iFortepay's signatures in JavaScript: of a request, and whether a callback is authentic.
 *
 *   headers["x-req-signature"] = requestSignature(body, hashKey).signature;
 *   headers["Authorization"] = authorization(merchantId, secretUnboundId);
 *   if (!verifies(headers, body, hashKey)) {
 *     ... // answer 400, and believe nothing of it
 *   }
 */
"use strict";

const crypto = require("node:crypto");

/**
 * The signature of a request, with its middle. `body` is the text that is sent, `key` the hash key,
 * the sub-merchant's where the request is made for one.
 */
function requestSignature(body, key) {
  const members = parsed(body);
  const canonical = text(members.external_id) + text(members.order_id);
  return signed(canonical, key + canonical);
}

/** The value of the Authorization header. */
function authorization(merchantId, secretUnboundId) {
  return `Basic ${Buffer.from(`${merchantId}:${secretUnboundId}`, "utf8").toString("base64")}`;
}

/** The signature that a callback should have, with its middle. `body` is the text as received. */
function callbackSignature(body, key) {
  const canonical = text(parsed(body).transaction_id) + requestSignature(body, key).signature;
  return signed(canonical, canonical);
}

/** Whether a callback is authentic; what is no callback is not. */
function verifies(headers, body, key) {
  const told = Object.entries(headers).find(([name]) => name.toLowerCase() === "mcp-signature");
  const expected = Buffer.from(callbackSignature(body, key).signature);
  const received = Buffer.from(told ? told[1] : "");
  return expected.length === received.length && crypto.timingSafeEqual(expected, received);
}

/** Plain SHA-256, in lower-case hexadecimal. */
function signed(canonical, stringToSign) {
  const signature = crypto.createHash("sha256").update(stringToSign, "utf8").digest("hex");
  return { canonical, stringToSign, signature };
}

/** The members of a JSON object; none where a body is no such object. */
function parsed(body) {
  try {
    const members = JSON.parse(body);
    return members !== null && typeof members === "object" && !Array.isArray(members) ? members : {};
  } catch {
    return {};
  }
}

/** An id as it is signed: text as it is, a whole number as its digits. */
function text(value) {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" ? value : "";
}

module.exports = { requestSignature, authorization, callbackSignature, verifies };

if (require.main === module) {
  for (const line of require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const { scheme, headers, body, key, received } = JSON.parse(line);
    const called = scheme === "callback";
    const made = called ? callbackSignature(body, key) : requestSignature(body, key);
    const { canonical, stringToSign, signature } = made;
    console.log(
      JSON.stringify({
        canonical,
        string_to_sign: stringToSign,
        signature,
        verifies: called ? verifies(headers, body, key) : signature === received,
      }),
    );
  }
}
