"""The words: HTML to text, text to words, words to forms, and what each language needs."""
