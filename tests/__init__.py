"""Everything is tested on what it stands on: real servers, recorded pages, kill -9."""
