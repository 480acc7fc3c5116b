"""The pages of `khotin serve`, over HTTP and in a real browser."""
