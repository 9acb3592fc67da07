ATTACH 'x.db' AS other
