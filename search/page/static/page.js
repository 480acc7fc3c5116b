// Suggestions below the query box. Everything works without this script.
"use strict";
