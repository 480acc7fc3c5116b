"""How well the search answers what readers type: judged queries over real and made-up articles."""
