<?php
/*
 * iFortepay's signatures in PHP: of a request, and whether a callback is authentic.
 *
 *   $headers['x-req-signature'] = request_signature($body, $hashKey)['signature'];
 *   $headers['Authorization'] = authorization($merchantId, $secretUnboundId);
 *   if (!verifies($headers, $body, $hashKey)) {
 *       ... // answer 400, and believe nothing of it
 *   }
 */
declare(strict_types=1);

/**
 * The signature of a request, with its middle. $body is the text that is sent, $key the hash key,
 * the sub-merchant's where the request is made for one.
 */
function request_signature(string $body, string $key): array
{
    $members = parsed($body);
    $canonical = text($members->external_id ?? null) . text($members->order_id ?? null);
    return signed($canonical, $key . $canonical);
}

/** The value of the Authorization header. */
function authorization(string $merchant_id, string $secret_unbound_id): string
{
    return 'Basic ' . base64_encode("$merchant_id:$secret_unbound_id");
}

/** The signature that a callback should have, with its middle. $body is the text as received. */
function callback_signature(string $body, string $key): array
{
    $inner = request_signature($body, $key)['signature'];
    $canonical = text(parsed($body)->transaction_id ?? null) . $inner;
    return signed($canonical, $canonical);
}

/** Whether a callback is authentic; what is no callback is not. */
function verifies(array $headers, string $body, string $key): bool
{
    $received = array_change_key_case($headers)['mcp-signature'] ?? '';
    return hash_equals(callback_signature($body, $key)['signature'], $received);
}

/** Plain SHA-256, in lower-case hexadecimal. */
function signed(string $canonical, string $string_to_sign): array
{
    $signature = hash('sha256', $string_to_sign);
    return compact('canonical', 'string_to_sign', 'signature');
}

/** The members of a JSON object; none where a body is no such object. */
function parsed(string $body): object
{
    $members = json_decode($body);
    return is_object($members) ? $members : new stdClass();
}

/** An id as it is signed: text as it is, a whole number as its digits. */
function text(mixed $value): string
{
    return is_string($value) || is_int($value) ? (string) $value : '';
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    while (($line = fgets(STDIN)) !== false) {
        $one = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
        $called = $one['scheme'] === 'callback';
        $told = ($called ? 'callback_signature' : 'request_signature')($one['body'], $one['key']);
        $told['verifies'] = $called
            ? verifies($one['headers'], $one['body'], $one['key'])
            : hash_equals($told['signature'], $one['received']);
        echo json_encode($told), "\n";
    }
}
