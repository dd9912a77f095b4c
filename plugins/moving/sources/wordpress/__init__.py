"""WordPress: its exports (WXR), with what its plugins for languages and podcasts leave in them."""
