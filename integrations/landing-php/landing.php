<?php
// Lets users of imitate's admin act as a customer of this shop, and shows it on every page.
declare(strict_types=1);

/** Call it before the shop answers. `$knows` tells whether the shop has a customer of a number. */
function imitation(callable $knows): void {
    $cookie = ['cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'use_strict_mode' => true];
    session_start($cookie + ['cookie_secure' => getenv('SHOP_HTTPS') !== '0']);
    $path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    if ($path === '/account/login/imitate-customer') land($knows);
    if (!isset($_SESSION['imitation'])) return;
    header('Cache-Control: no-store');
    if ($path === '/imitation/end') end_imitation();
    ['token' => $token, 'card' => $card] = $_SESSION['imitation'];
    $who = ask($path === '/imitation/state' ? 'Look' : 'Visit', $token)['context'] ?? null;
    if (!($who['imitated'] ?? false)) {
        renew_session();
        answer(403, "The imitation has ended. <a href=\"$card\">Back</a>");
    }
    $_SESSION['imitation']['context'] = $who;
    if ($path === '/imitation/state') answer(200, $who['imitation']['idleExpiresAt']);
    $reads = in_array($_SERVER['REQUEST_METHOD'], ['GET', 'HEAD'], true);
    if ($who['imitation']['access'] === 'READ_ONLY' && !$reads)
        answer(403, 'This imitation may only look. Nothing was changed.');
}

/** Redeems the token of the admin's form, and opens a session with a new id. */
function land(callable $knows): never {
    $origin = implode('/', array_slice(explode('/', getenv('IMITATE_URL')), 0, 3));
    if ($_SERVER['REQUEST_METHOD'] !== 'POST' || ($_SERVER['HTTP_ORIGIN'] ?? '') !== $origin)
        answer(403, 'Only a form of the administration leads here.');
    $data = ask('Redeem', $_SESSION['imitation']['token'] ?? '', $_POST);
    if ($data === null) answer(400, 'This login is not valid any more. Begin again in the admin.');
    ['token' => $token, 'context' => $context] = $data['imitateCustomerLogin'];
    ['id' => $id, 'customerNumber' => $number] = $context['customer'];
    if (!$knows($number)) {
        ask('End', $token);
        answer(404, 'This shop does not know the customer.');
    }
    renew_session();
    $card = getenv('IMITATE_URL') . "/admin/customers/$id";
    $imitation = ['token' => $token, 'card' => $card, 'csrf' => bin2hex(random_bytes(32))];
    $_SESSION = ['customerNumber' => $number, 'imitation' => $imitation];
    answer(303, '/account');
}

/** Ends the imitation here and at imitate, and goes back to the customer's card. */
function end_imitation(): never {
    ['token' => $token, 'card' => $card, 'csrf' => $csrf] = $_SESSION['imitation'];
    if (!is_string($_POST['csrf'] ?? null) || !hash_equals($csrf, $_POST['csrf']))
        answer(403, 'Only the button in the banner leads here.');
    renew_session();
    ask('End', $token);
    answer(303, $card);
}

/** Forgets everything in the session, and gives it another id. */
function renew_session(): void {
    $_SESSION = [];
    session_regenerate_id(true);
}

/** Answers a text, or with 303 leads to an address. */
function answer(int $status, string $text): never {
    if ($status === 303) header("Location: $text");
    header('Cache-Control: no-store', true, $status);
    exit($text);
}

/** The data of imitate's answer, null for a refusal; answers 503 if there is no answer. */
function ask(string $operation, string $token, array $variables = []): ?array {
    $headers = ['Content-Type: application/json', 'sw-access-key: ' . getenv('IMITATE_ACCESS_KEY')];
    // The browser's address counts once imitate trusts this server (TRUSTED_PROXIES).
    array_push($headers, "sw-context-token: $token", "X-Forwarded-For: {$_SERVER['REMOTE_ADDR']}");
    $query = file_get_contents(__DIR__ . '/landing.graphql');
    $asked = ['query' => $query, 'operationName' => $operation, 'variables' => (object) $variables];
    $http = ['method' => 'POST', 'header' => $headers, 'timeout' => 3, 'follow_location' => 0];
    $http['content'] = json_encode($asked, JSON_INVALID_UTF8_SUBSTITUTE);
    $http = stream_context_create(['http' => $http]);
    $read = @file_get_contents(getenv('IMITATE_URL') . '/graphql', false, $http);
    if ($read === false) answer(503, 'The administration does not answer. Try again.');
    return json_decode($read, true)['data'] ?? null;
}

/** HTML to put first into the body of every page; empty while nobody imitates. */
function banner(): string {
    if (!isset($_SESSION['imitation'])) return '';
    ['context' => $who, 'csrf' => $csrf] = $_SESSION['imitation'];
    foreach (['imitatingUser', 'customer'] as $person)
        $values[] = $who[$person]['firstName'] . ' ' . $who[$person]['lastName'];
    array_push($values, $who['imitation']['access'], $who['imitation']['idleExpiresAt'], $csrf);
    $text = file_get_contents(__DIR__ . '/banner.html');
    $places = ['{0}', '{1}', '{2}', '{3}', '{4}'];
    // Not str_replace(): it would fill in places that stand in a name, too.
    return strtr($text, array_combine($places, array_map('htmlspecialchars', $values)));
}
