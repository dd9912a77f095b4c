<?php
// Prints what SimplePie reads in a feed: `php simplepie.php FOLDER ADDRESS` → [{"guid": …, "enclosures": […]}, …], as
// LibreTime asks it (https://github.com/libretime/libretime/blob/main/legacy/application/services/PodcastEpisodeService.php).
error_reporting(E_ALL & ~E_DEPRECATED); // written for PHP before 8.2
define('ABSPATH', $argv[1]);
define('WPINC', '');
require $argv[1] . '/class-simplepie.php';

$feed = new SimplePie();
$feed->enable_cache(false);
$feed->set_feed_url($argv[2]);
if (!$feed->init()) {
    fwrite(STDERR, $feed->error() . "\n");
    exit(1);
}
$enclosure = fn($one) => ['url' => $one->get_link(), 'type' => $one->get_type(), 'bytes' => (int) $one->get_length()];
$item = fn($one) => [
    'guid' => $one->get_id(),
    'title' => $one->get_title(),
    'description' => $one->get_description(),
    'moment' => $one->get_date('U'),
    'first' => $enclosure($one->get_enclosure()),
    'enclosures' => array_map($enclosure, $one->get_enclosures()),
];
$channel = [
    'title' => $feed->get_title(),
    'description' => $feed->get_description(),
    'link' => $feed->get_permalink(),
    'language' => $feed->get_language(),
    'copyright' => $feed->get_copyright(),
];
echo json_encode(['channel' => $channel, 'items' => array_map($item, $feed->get_items())], JSON_THROW_ON_ERROR);
