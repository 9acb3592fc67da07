PRAGMA table_info(reports)
