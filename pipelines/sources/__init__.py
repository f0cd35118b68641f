"""What Tongbao reads: one declaration file per source, and the catalog made from them."""
