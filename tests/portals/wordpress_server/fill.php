<?php
// php fill.php SITE POSTS.json THEME: installs WordPress and writes the posts, pages and files.
[, $site, $posts_file, $wanted_theme] = $argv;
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require $site . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

$data = json_decode(file_get_contents($posts_file), true, 512, JSON_THROW_ON_ERROR);
wp_install($data['title'], 'quantri', 'quantri@example.vn', true, '', 'loopback only');
switch_theme($wanted_theme);
foreach ($data['options'] as $name => $value) {
    update_option($name, $value);
}
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->set_permalink_structure($data['options']['permalink_structure']);
foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1]) as $sample) {
    wp_delete_post($sample->ID, true);
}
$categories = [];
foreach ($data['categories'] as $slug => $name) {
    $categories[$slug] = wp_insert_term($name, 'category', ['slug' => $slug])['term_id'];
}
foreach ($data['posts'] as $post) {
    $id = wp_insert_post(wp_slash([
        'import_id' => $post['id'],
        'post_title' => $post['title'],
        'post_name' => $post['name'],
        'post_type' => $post['type'],
        'post_content' => $post['content'],
        'post_excerpt' => $post['excerpt'],
        'post_date' => $post['date'],
        'post_status' => 'publish',
        'post_author' => 1,
        'post_category' => array_map(fn($slug) => $categories[$slug], $post['categories']),
        'tags_input' => $post['tags'],
    ]), true);
    if (is_wp_error($id)) {
        fwrite(STDERR, $post['title'] . ': ' . $id->get_error_message() . "\n");
        exit(1);
    }
    if ($post['old_name']) {
        add_post_meta($id, '_wp_old_slug', $post['old_name']);
    }
}
flush_rewrite_rules(false);
