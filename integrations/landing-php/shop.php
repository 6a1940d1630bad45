<?php
// A shop of one page that uses the kit: `php -S 127.0.0.1:PORT shop.php`.
declare(strict_types=1);

require __DIR__ . '/landing.php';

parse_str(str_replace(',', '&', getenv('SHOP_CUSTOMERS')), $customers);
imitation(fn (string $number): bool => isset($customers[$number]));
$number = $_SESSION['customerNumber'] ?? null;
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($path === '/note' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $_SESSION['notes'] = ($_SESSION['notes'] ?? 0) + 1;
    header('Location: /account', true, 303);
} elseif ($path === '/imitation/banner.js') {
    header('Content-Type: text/javascript');
    readfile(__DIR__ . '/banner.js');
} elseif ($path === '/account') {
    $heading = $number === null ? 'Please log in' : 'Account of ' . htmlspecialchars($customers[$number]);
    $notes = $_SESSION['notes'] ?? 0;
    echo '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body>', banner();
    echo "<main><h1>$heading</h1><form method=\"post\" action=\"/note\"><button>Leave a note</button></form>";
    echo "<p>$notes notes</p></main>";
} else {
    http_response_code(404);
}
