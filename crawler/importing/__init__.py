"""What others kept: WARC and WACZ files and mirror folders, into the portals' own folders."""
