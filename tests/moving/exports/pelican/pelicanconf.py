SITEURL = "https://pelican.example"
SITENAME = "Pelican"
DEFAULT_LANG = "el"
ARTICLE_LANG_URL = "{lang}/posts/{slug}/"
ARTICLE_URL = "posts/{slug}/"
raise SystemExit("settings of others are never run")
