SELECT rowid, snippet(words, -1, '[', ']', '…', 8) FROM words WHERE words MATCH 'types: consult AND"zenda"'
