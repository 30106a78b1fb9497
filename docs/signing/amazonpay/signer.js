/*
 * Amazon Pay's AWS4-HMAC-SHA384 in JavaScript: what a request is signed with, and whether an answer
 * is authentic.
 *
 *   const url = "https://amazonpay.amazon.in/v2/pay/cancel";
 *   const made = requestSignature("POST", url, headers, body, secret);
 *   headers.Authorization = authorization(accessKeyId, made);
 *   ...
 *   const genuine = verifies("POST", url, answerHeaders, answerBody, secret);
 */
"use strict";

const crypto = require("node:crypto");

const ALGORITHM = "AWS4-HMAC-SHA384";
const SCOPE = ["eu-west-1", "AmazonPay", "aws4_request"];
const SIGNED = [
  "x-amz-algorithm",
  "x-amz-client-id",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-source",
  "x-amz-user-agent",
  "x-amz-user-ip",
];

/** The signature of a request, with its middle. Send the headers and the body as they are here. */
function requestSignature(method, url, headers, body, secret) {
  const [, place, query] = /^https:\/\/([^?]*)\??(.*)$/s.exec(url);
  const given = lowered(headers);
  const sent = SIGNED.filter((name) => name in given).map((name) => [name, given[name]]);
  const asked = [...new URLSearchParams(query)];
  const lines = [method, place, pairs(asked), pairs(sent), pairs(members(body))];
  return signature(lines.join("\n"), given["x-amz-date"], secret);
}

/** The signature that an answer should have: method and URL are those of its request. */
function answerSignature(method, url, headers, body, secret) {
  const [, place] = /^https:\/\/([^?]*)/.exec(url);
  const given = lowered(headers);
  const date = given["x-amz-date"] ?? "";
  const told = [
    ["x-amz-algorithm", ALGORITHM],
    ["x-amz-date", date],
    ["x-amz-request-id", given["x-amz-request-id"] ?? ""],
  ];
  return signature([method, place, "", pairs(told), pairs(members(body))].join("\n"), date, secret);
}

/** The value of the Authorization header. */
function authorization(accessKeyId, made) {
  return `AMZ+${accessKeyId}:${made.signature}`;
}

/** Whether an answer is authentic: method and URL are those of its request, the rest its own. */
function verifies(method, url, headers, body, secret) {
  try {
    const expected = Buffer.from(answerSignature(method, url, headers, body, secret).signature);
    const received = Buffer.from(lowered(headers)["x-amz-signature"]);
    return expected.length === received.length && crypto.timingSafeEqual(expected, received);
  } catch {
    return false;
  }
}

/** The signature of a canonical text. */
function signature(canonical, date, secret) {
  const hashed = crypto.createHash("sha384").update(canonical, "utf8").digest("hex");
  const day = date.slice(0, 8);
  const stringToSign = [ALGORITHM, date, [day, ...SCOPE].join("/"), hashed].join("\n");
  const key = [day, ...SCOPE, stringToSign].reduce(
    (by, part) => crypto.createHmac("sha384", by).update(part, "utf8").digest(),
    `AWS4${secret}`,
  );
  return { canonical, stringToSign, signature: key.toString("base64url") };
}

/**
 * The members of a JSON body as names and texts; numbers keep the digits they were written with.
 * Throws where the body is no JSON object.
 */
function members(body) {
  // JSON.parse would make 1 of 1.0, so that every number becomes text before it.
  const word = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const quoted = body.replace(word, (part) => (part.startsWith('"') ? part : `"${part}"`));
  const document = quoted ? JSON.parse(quoted) : {};
  if (typeof document !== "object" || Array.isArray(document)) throw new TypeError("no JSON object");
  const given = Object.entries(document);
  return given.filter(([, value]) => value !== null).map(([name, value]) => [name, text(value)]);
}

/** A JSON value as Java's toString writes it. */
function text(value) {
  if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
  if (value === null || typeof value !== "object") return String(value);
  const inside = Object.entries(value).map(([name, one]) => `${name}=${text(one)}`);
  return `{${inside.join(", ")}}`;
}

/** a=1&b=2: ordered by the UTF-16 code units of the names, encoded as RFC 3986 has it. */
function pairs(members) {
  const ordered = [...members].sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return ordered.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&");
}

function encoded(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowered(headers) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

module.exports = { answerSignature, authorization, requestSignature, verifies };

if (require.main === module) {
  for (const line of require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const one = JSON.parse(line);
    const parts = [one.method, one.url, one.headers, one.body, one.key];
    const told = {};
    if (one.scheme === "response") {
      told.verifies = verifies(...parts);
      try {
        Object.assign(told, answerSignature(...parts));
      } catch {
        // no JSON object: nothing more to tell
      }
    } else {
      Object.assign(told, requestSignature(...parts));
      told.verifies = told.signature === one.received;
    }
    const { stringToSign: string_to_sign, ...rest } = told;
    console.log(JSON.stringify({ string_to_sign, ...rest }));
  }
}
