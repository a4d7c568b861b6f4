"""What is shipped as it is: words by language, schemas for editors, a help centre to begin with, templates."""
