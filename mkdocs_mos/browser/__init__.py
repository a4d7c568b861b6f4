"""What a reader's browser gets: our scripts, our stylesheet, and the page that plays MOS."""
