<?php
/*
 * maib's callback signature in PHP: whether a callback is authentic.
 *
 *   if (!verifies($body, $signatureKey)) {
 *       ... // answer 400, and believe nothing of it
 *   }
 */
declare(strict_types=1);

const AMOUNTS = ['amount', 'commission'];

/**
 * The signature that a callback should have, with its middle. $body is the text as received.
 * Throws where it is no callback.
 */
function callback_signature(string $body, string $key): array
{
    $document = json_decode($body, flags: JSON_THROW_ON_ERROR);
    if (!is_object($document->result ?? null)) {
        throw new InvalidArgumentException('no callback');
    }
    $texts = [];
    foreach ($document->result as $name => $value) {
        $text = text((string) $name, $value);
        if ($name !== 'signature' && trim($text) !== '') {
            $texts[] = [strtolower((string) $name), $text];
        }
    }
    usort($texts, fn(array $one, array $other): int => strcmp($one[0], $other[0]));
    $canonical = implode(':', array_column($texts, 1));
    $string_to_sign = "$canonical:$key";
    $signature = base64_encode(hash('sha256', $string_to_sign, true));
    return compact('canonical', 'string_to_sign', 'signature');
}

/** Whether a callback is authentic; what is no callback is not. */
function verifies(string $body, string $key): bool
{
    try {
        $received = json_decode($body, flags: JSON_THROW_ON_ERROR)->signature ?? null;
        return is_string($received) && hash_equals(callback_signature($body, $key)['signature'], $received);
    } catch (Exception) {
        return false;
    }
}

/** The value of a member as it is signed: amounts with two decimals, nothing for null. */
function text(string $name, mixed $value): string
{
    if ($value === null || is_string($value)) {
        return $value ?? '';
    }
    if (!is_int($value) && !is_float($value)) {
        throw new InvalidArgumentException("$name is neither text nor a number");
    }
    return in_array($name, AMOUNTS, true) ? number_format((float) $value, 2, '.', '') : json_encode($value);
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    while (($line = fgets(STDIN)) !== false) {
        $one = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
        $told = ['verifies' => verifies($one['body'], $one['key'])];
        try {
            $told += callback_signature($one['body'], $one['key']);
        } catch (Exception) {
            // no callback: nothing more to tell
        }
        echo json_encode($told), "\n";
    }
}
