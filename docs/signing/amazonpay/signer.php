<?php
/*
 * Amazon Pay's AWS4-HMAC-SHA384 in PHP: what a request is signed with, and whether an answer is
 * authentic.
 *
 *   $url = 'https://amazonpay.amazon.in/v2/pay/cancel';
 *   $made = request_signature('POST', $url, $headers, $body, $secret);
 *   $headers['Authorization'] = authorization($accessKeyId, $made);
 *   ...
 *   $genuine = verifies('POST', $url, $answerHeaders, $answerBody, $secret);
 */
declare(strict_types=1);

const ALGORITHM = 'AWS4-HMAC-SHA384';
const SCOPE = ['eu-west-1', 'AmazonPay', 'aws4_request'];
const SIGNED = [
    'x-amz-algorithm',
    'x-amz-client-id',
    'x-amz-date',
    'x-amz-expires',
    'x-amz-source',
    'x-amz-user-agent',
    'x-amz-user-ip',
];

/** The signature of a request, with its middle. Send the headers and the body as they are here. */
function request_signature(string $method, string $url, array $headers, string $body, string $secret): array
{
    [$place, $query] = explode('?', substr($url, strlen('https://')), 2) + [1 => ''];
    $given = array_change_key_case($headers);
    $sent = [];
    foreach (SIGNED as $name) {
        if (isset($given[$name])) {
            $sent[] = [$name, $given[$name]];
        }
    }
    $asked = [];
    foreach (array_filter(explode('&', $query), 'strlen') as $part) {
        $asked[] = array_map('urldecode', explode('=', $part, 2) + [1 => '']);
    }
    $lines = [$method, $place, pairs($asked), pairs($sent), pairs(members($body))];
    return signature(implode("\n", $lines), $given['x-amz-date'], $secret);
}

/** The signature that an answer should have: method and URL are those of its request. */
function answer_signature(string $method, string $url, array $headers, string $body, string $secret): array
{
    $place = explode('?', substr($url, strlen('https://')), 2)[0];
    $given = array_change_key_case($headers);
    $date = $given['x-amz-date'] ?? '';
    $told = [
        ['x-amz-algorithm', ALGORITHM],
        ['x-amz-date', $date],
        ['x-amz-request-id', $given['x-amz-request-id'] ?? ''],
    ];
    $lines = [$method, $place, '', pairs($told), pairs(members($body))];
    return signature(implode("\n", $lines), $date, $secret);
}

/** The value of the Authorization header. */
function authorization(string $accessKeyId, array $made): string
{
    return "AMZ+$accessKeyId:{$made['signature']}";
}

/** Whether an answer is authentic: method and URL are those of its request, the rest its own. */
function verifies(string $method, string $url, array $headers, string $body, string $secret): bool
{
    $received = array_change_key_case($headers)['x-amz-signature'] ?? '';
    try {
        $made = answer_signature($method, $url, $headers, $body, $secret);
        return hash_equals($made['signature'], $received);
    } catch (Exception) {
        return false;
    }
}

/** The signature of a canonical text. */
function signature(string $canonical, string $date, string $secret): array
{
    $day = substr($date, 0, 8);
    $scope = implode('/', [$day, ...SCOPE]);
    $string_to_sign = implode("\n", [ALGORITHM, $date, $scope, hash('sha384', $canonical)]);
    $key = "AWS4$secret";
    foreach ([$day, ...SCOPE, $string_to_sign] as $part) {
        $key = hash_hmac('sha384', $part, $key, true);
    }
    $signature = strtr(base64_encode($key), '+/', '-_');
    return compact('canonical', 'string_to_sign', 'signature');
}

/**
 * The members of a JSON body as names and texts; numbers keep the digits they were written with.
 * Throws where the body is no JSON object.
 */
function members(string $body): array
{
    // json_decode would make 1 of 1.0, so that every number becomes text before it.
    $quoted = preg_replace_callback(
        '/"(?:[^"\\\\]++|\\\\.)*+"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/s',
        fn(array $part): string => $part[0][0] === '"' ? $part[0] : "\"$part[0]\"",
        $body,
    );
    $document = json_decode($quoted === '' ? '{}' : $quoted, flags: JSON_THROW_ON_ERROR);
    if (!is_object($document)) {
        throw new InvalidArgumentException('no JSON object');
    }
    $given = [];
    foreach ($document as $name => $value) {
        if ($value !== null) {
            $given[] = [(string) $name, text($value)];
        }
    }
    return $given;
}

/** A JSON value as Java's toString writes it. */
function text(mixed $value): string
{
    if (is_array($value)) {
        return '[' . implode(', ', array_map('text', $value)) . ']';
    }
    if (is_object($value)) {
        $inside = [];
        foreach ($value as $name => $one) {
            $inside[] = "$name=" . text($one);
        }
        return '{' . implode(', ', $inside) . '}';
    }
    return is_string($value) ? $value : json_encode($value);
}

/** a=1&b=2: ordered by the UTF-16 code units of the names, encoded as RFC 3986 has it. */
function pairs(array $members): string
{
    usort($members, fn(array $one, array $other): int => strcmp(units($one[0]), units($other[0])));
    $told = fn(array $one): string => rawurlencode($one[0]) . '=' . rawurlencode($one[1]);
    return implode('&', array_map($told, $members));
}

function units(string $name): string
{
    return iconv('UTF-8', 'UTF-16BE', $name);
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    while (($line = fgets(STDIN)) !== false) {
        $one = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
        $parts = [$one['method'], $one['url'], $one['headers'], $one['body'], $one['key']];
        if ($one['scheme'] === 'response') {
            $told = ['verifies' => verifies(...$parts)];
            try {
                $told += answer_signature(...$parts);
            } catch (Exception) {
                // no JSON object: nothing more to tell
            }
        } else {
            $made = request_signature(...$parts);
            $told = ['verifies' => $made['signature'] === $one['received'], ...$made];
        }
        echo json_encode($told), "\n";
    }
}
